package io.spanweir.receiver.jaeger;

import static io.spanweir.receiver.jaeger.Tag.ascii;

import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.receiver.transcode.ProtoOutput;

/**
 * Writes a process as a resource: the service's name and the tags, of which {@code hostname} and
 * {@code jaeger.version} get the names that the OpenTelemetry Collector gives them.
 */
final class ProcessWriter {
  private static final byte[] SERVICE_NAME = ascii("service.name");
  private static final byte[] HOSTNAME = ascii("hostname");
  private static final byte[] HOST_NAME = ascii("host.name");
  private static final byte[] JAEGER_VERSION = ascii("jaeger.version");
  private static final byte[] EXPORTER_VERSION = ascii("opencensus.exporterversion");
  private static final byte[] JAEGER = ascii("Jaeger-");

  /** What the Collector's exporter writes for a resource without a service. */
  private static final byte[] NO_SERVICE = ascii("OTLPResourceNoServiceName");

  private final Slice service = new Slice();
  private final Slice serviceTag = new Slice();
  private final Slice hostname = new Slice();
  private final Slice versionText = new Slice();
  private final byte[] version = new byte[64];
  private boolean hasHostName;
  private int start;

  void begin(ProtoOutput out) throws ProtoOutput.NoRoomException {
    service.clear();
    serviceTag.clear();
    hostname.clear();
    hasHostName = false;
    start = out.open(OtlpFields.RESOURCE_SPANS_RESOURCE, 2);
  }

  void service(byte[] bytes, int from, int to) {
    service.set(bytes, from, to);
  }

  void tag(Tag tag, ProtoOutput out) throws ProtoOutput.NoRoomException {
    if (tag.isText()) {
      switch (tag.keyLength()) {
        case 8 -> {
          if (tag.hasKey(HOSTNAME)) {
            hostname.set(tag);
            return;
          }
        }
        case 9 -> hasHostName |= tag.hasKey(HOST_NAME);
        case 12 -> {
          if (tag.hasKey(SERVICE_NAME)) {
            service(tag);
            return;
          }
        }
        case 14 -> {
          if (tag.hasKey(JAEGER_VERSION)) {
            version(tag, out);
            return;
          }
        }
        default -> {
          // Nothing that has another name.
        }
      }
    }
    tag.write(out, OtlpFields.RESOURCE_ATTRIBUTES);
  }

  /** One that says nothing is as good as none. */
  private void service(Tag tag) {
    if (tag.to > tag.from) {
      serviceTag.set(tag);
    }
  }

  private void version(Tag tag, ProtoOutput out) throws ProtoOutput.NoRoomException {
    int length = tag.to - tag.from;
    if (JAEGER.length + length > version.length) {
      tag.write(out, OtlpFields.RESOURCE_ATTRIBUTES);
      return;
    }
    System.arraycopy(JAEGER, 0, version, 0, JAEGER.length);
    System.arraycopy(tag.bytes, tag.from, version, JAEGER.length, length);
    versionText.set(version, 0, JAEGER.length + length);
    versionText.writeAttribute(out, OtlpFields.RESOURCE_ATTRIBUTES, EXPORTER_VERSION);
  }

  void end(ProtoOutput out) throws ProtoOutput.NoRoomException {
    if (!serviceTag.isEmpty()) {
      serviceTag.writeAttribute(out, OtlpFields.RESOURCE_ATTRIBUTES, SERVICE_NAME);
    } else if (!service.isEmpty() && !service.says(NO_SERVICE)) {
      service.writeAttribute(out, OtlpFields.RESOURCE_ATTRIBUTES, SERVICE_NAME);
    }
    if (hostname.isThere()) {
      byte[] key = hasHostName ? HOSTNAME : HOST_NAME;
      hostname.writeAttribute(out, OtlpFields.RESOURCE_ATTRIBUTES, key);
    }
    out.close(start, 2);
  }
}
