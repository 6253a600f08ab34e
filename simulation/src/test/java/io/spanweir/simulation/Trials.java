package io.spanweir.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DynamicTest;

/** Runs trials on a few threads at a time and reports each as a test of its own. */
final class Trials implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newFixedThreadPool(Math.min(4, Runtime.getRuntime().availableProcessors()));
  private final List<DynamicTest> tests = new ArrayList<>();

  /** Begins a trial; it fails by throwing. */
  void add(String name, Callable<?> trial) {
    Future<?> result = threads.submit(trial);
    tests.add(
        DynamicTest.dynamicTest(
            name,
            () -> {
              try {
                result.get();
              } catch (ExecutionException e) {
                throw e.getCause();
              }
            }));
  }

  List<DynamicTest> tests() {
    return tests;
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
