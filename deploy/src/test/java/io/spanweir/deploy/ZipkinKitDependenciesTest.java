package io.spanweir.deploy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import zipkin2.DependencyLink;
import zipkin2.Span;
import zipkin2.TestObjects;
import zipkin2.storage.ITDependencies;
import zipkin2.storage.StorageComponent;

/** See {@link ZipkinKitSpanStoreTest}. */
@Timeout(120)
class ZipkinKitDependenciesTest extends ITDependencies<ZipkinOverHttp> {
  private static final long PROMISED_MILLIS = 1_000;

  @Override
  protected boolean initializeStoragePerTest() {
    return true;
  }

  @Override
  protected StorageComponent.Builder newStorageBuilder(TestInfo test) {
    return new ZipkinOverHttp.Builder();
  }

  @Override
  protected void clear() {}

  /** Links are counted when spans are on the disk, so a moment after they are found. */
  @Override
  protected void processDependencies(List<Span> spans) throws Exception {
    String before = links();
    super.processDependencies(spans);
    long deadline = System.currentTimeMillis() + PROMISED_MILLIS;
    while (links().equals(before) && System.currentTimeMillis() < deadline) {
      Thread.sleep(5);
    }
  }

  private String links() throws IOException {
    long end = TestObjects.TODAY + 10 * TestObjects.DAY;
    List<DependencyLink> all = store().getDependencies(end, 100 * TestObjects.DAY).execute();
    return all.toString();
  }
}
