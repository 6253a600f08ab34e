package io.spanweir.deploy;

import io.spanweir.core.runtime.MachineTouch;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs something when the process is asked to stop. A shutdown hook would do, but then the process
 * ends with 128 plus the signal's number, however well it stopped; the JDK's signal class is not in
 * its public interface, so it is reached by name, and without it the hook is what is left.
 */
@MachineTouch
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /** Calls {@code action} on SIGTERM, SIGINT and SIGHUP, on a thread of the virtual machine. */
  static void onStop(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, args) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                  return null;
                }
                return method.getName().equals("hashCode") ? (Object) 1 : (Object) false;
              });
      for (String name : new String[] {"TERM", "INT", "HUP"}) {
        signal
            .getMethod("handle", signal, handlerType)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
      }
    } catch (ReflectiveOperationException e) {
      LOG.debug("no signal handlers; a shutdown hook instead", e);
      Runtime.getRuntime().addShutdownHook(new Thread(action, "stop"));
    }
  }
}
