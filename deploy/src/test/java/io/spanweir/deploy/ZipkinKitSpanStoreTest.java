package io.spanweir.deploy;

import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import zipkin2.storage.ITSpanStore;
import zipkin2.storage.StorageComponent;

/**
 * Zipkin's own contract of a storage, all its tests, held by our zipkin receiver and trace store
 * together, asked over HTTP alone. Each test has a pipeline and a store of its own. The same
 * against a Zipkin server, whose jar {@link ZipkinServerTest} says how to get (a server for each
 * test, some minutes in all):
 *
 * <pre>
 * mvn -pl deploy -am test -Dtest='ZipkinKit*Test' -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dspanweir.zipkin.server=/tmp/zipkin-server-3.6.1-slim.jar
 * </pre>
 */
@Timeout(120)
class ZipkinKitSpanStoreTest extends ITSpanStore<ZipkinOverHttp> {
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
}
