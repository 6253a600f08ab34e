package io.spanweir.exporter.file;

import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.TracesReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads files as their readers do. */
final class Records {
  private Records() {}

  /** The records behind lengths, of which the last may be on its way. */
  static List<byte[]> counted(Path path) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path));
    List<byte[]> records = new ArrayList<>();
    while (file.remaining() >= 4 && file.getInt(file.position()) <= file.remaining() - 4) {
      byte[] record = new byte[file.getInt()];
      file.get(record);
      records.add(record);
    }
    return records;
  }

  static List<SentSpan> spans(byte[] record) {
    return TracesReader.read(record);
  }
}
