package io.spanweir.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatientIoTest {
  private static final int TIMERS = 50;

  /** A timer takes a turn to wait and one to run; whoever spins takes hundreds. */
  private static final int TURNS_MAX = TIMERS * 5;

  @Test
  void aTimerIsSleptFor() throws InterruptedException {
    AtomicInteger turns = new AtomicInteger();
    IoHandlerFactory nio = NioIoHandler.newFactory();
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, thread -> new PatientIo(counting(nio.newHandler(thread), turns)));
    try {
      CountDownLatch over = new CountDownLatch(1);
      AtomicInteger left = new AtomicInteger(TIMERS);
      Runnable timer =
          new Runnable() {
            @Override
            public void run() {
              if (left.decrementAndGet() == 0) {
                over.countDown();
              } else {
                group.schedule(this, 1400, TimeUnit.MICROSECONDS);
              }
            }
          };
      group.execute(timer);
      assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(turns.get()).isLessThan(TURNS_MAX);
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  /** As Netty cuts what is told to milliseconds: with half a millisecond more. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-1, 0",
    "1, 1",
    "499999, 1",
    "500000, 1",
    "1000000, 1",
    "1000001, 2",
    "9300000, 10",
    "10000000, 10"
  })
  void whatIsLeftIsRoundedUp(long delayNanos, long millis) {
    long told = PatientIo.roundedUp(delayNanos);
    assertThat((told + 500_000) / 1_000_000).isEqualTo(millis);
  }

  @Test
  void neverStaysNever() {
    assertThat(PatientIo.roundedUp(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(PatientIo.roundedUp(Long.MAX_VALUE - 1)).isPositive();
  }

  /** Counts the turns of a loop. */
  private static IoHandler counting(IoHandler io, AtomicInteger turns) {
    InvocationHandler counting =
        (proxy, method, arguments) -> {
          if (method.getName().equals("run")) {
            turns.incrementAndGet();
          }
          return method.invoke(io, arguments);
        };
    Class<?>[] types = {IoHandler.class};
    return (IoHandler) Proxy.newProxyInstance(IoHandler.class.getClassLoader(), types, counting);
  }
}
