package io.spanweir.testkit;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Bodies, good and bad. */
public final class Bodies {
  private Bodies() {}

  /** A plain request of one trace. */
  public static TestRequest request() {
    return TestRequest.of(new TraceGen(7).trace());
  }

  /** A request in which some spans are no good, and how many. */
  public static TestRequest flawed() {
    List<TestSpan> spans = new ArrayList<>(new TraceGen(8).trace(6));
    spans.set(2, spans.get(2).withFlaw(TestSpan.Flaw.values()[1]));
    spans.set(4, spans.get(4).withFlaw(TestSpan.Flaw.values()[2]));
    return TestRequest.of(spans);
  }

  /** Messages put end to end are one message that has it all. */
  public static byte[] repeated(byte[] body, int times) {
    byte[] all = new byte[body.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(body, 0, all, i * body.length, body.length);
    }
    return all;
  }

  public static byte[] resource(String name) {
    try (InputStream in = Bodies.class.getResourceAsStream("/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  public static byte[] zstd(byte[] bytes) {
    return Zstd.compress(bytes, 3);
  }

  /** Deflate, bare or in zlib's frame. */
  public static byte[] deflate(byte[] bytes, boolean bare) {
    Deflater deflater = new Deflater(6, bare);
    deflater.setInput(bytes);
    deflater.finish();
    byte[] deflated = new byte[bytes.length + bytes.length / 100 + 100];
    int length = deflater.deflate(deflated);
    deflater.end();
    return cut(deflated, length);
  }

  private static final byte[] ZEROS_GZIPPED = gzippedZeros(300L << 20);

  /** 300 MiB of zeros in gzip. */
  public static byte[] zerosGzipped() {
    return ZEROS_GZIPPED.clone();
  }

  /** Never has them all. */
  private static byte[] gzippedZeros(long count) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] zeros = new byte[1 << 20];
    try (GZIPOutputStream gzip = new FastGzip(out)) {
      for (long left = count; left > 0; left -= zeros.length) {
        gzip.write(zeros, 0, (int) Math.min(left, zeros.length));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** So many spans without anything in them, two bytes each, in one scope of one resource. */
  public static byte[] emptySpans(int count) {
    int spans = 2 * count;
    int scope = 1 + CodedOutputStream.computeUInt32SizeNoTag(spans) + spans;
    byte[] bytes = new byte[1 + CodedOutputStream.computeUInt32SizeNoTag(scope) + scope];
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeTag(1, 2);
      out.writeUInt32NoTag(scope);
      out.writeTag(2, 2);
      out.writeUInt32NoTag(spans);
      byte[] span = {0x12, 0};
      for (int i = 0; i < count; i++) {
        out.writeRawBytes(span);
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  public static byte[] random(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Bytes of which a quarter is random: they compress about as OTLP does. */
  public static byte[] compressible(int length) {
    byte[] bytes = random(length, length);
    for (int i = 0; i < length; i++) {
      if (i % 256 >= 64) {
        bytes[i] = 7;
      }
    }
    return bytes;
  }

  public static byte[] cut(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, length);
  }

  /** The body in HTTP chunks of {@code size}. */
  public static byte[] chunked(byte[] body, int size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < body.length; at += size) {
      int length = Math.min(size, body.length - at);
      out.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(body, at, length);
      out.writeBytes(new byte[] {'\r', '\n'});
    }
    out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }
}
