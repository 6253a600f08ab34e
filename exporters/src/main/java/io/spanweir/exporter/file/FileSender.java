package io.spanweir.exporter.file;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.spanweir.core.component.Settings;
import io.spanweir.core.component.StartException;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.runtime.Loop;
import io.spanweir.exporter.json.JsonBytes;
import io.spanweir.exporter.sending.SendResult;
import io.spanweir.exporter.sending.Sender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes a record of each request and writes it, on the loop for work that takes long: disks block.
 * A record is either {@code JSON '\n'}, or {@code [0..4) length, highest byte first | bytes}.
 */
final class FileSender implements Sender {
  private static final int LENGTH_BYTES = 4;

  private final Settings settings;
  private final FileExporterConfig config;
  private final OutputFile file;
  private final Loop worker;
  private final JsonBytes json = new JsonBytes();
  private final OtlpJson transcoder;
  private boolean opened;

  FileSender(Settings settings, FileExporterConfig config, OutputFile file) {
    this.settings = settings;
    this.config = config;
    this.file = file;
    worker = settings.loops().workLoop();
    transcoder = new OtlpJson(settings.signal(), json);
  }

  @Override
  public void start() throws IOException {
    try {
      file.open();
      opened = true;
    } catch (IOException e) {
      throw new StartException(
          "exporters::" + settings.id() + "::path",
          "can't write to " + config.path() + ": " + reason(e),
          "a file that this process may write",
          e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "its directory isn't there";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return String.valueOf(e.getMessage());
  }

  @Override
  public Attempt send(Chunk framed, int spans, Callback callback) {
    framed.retain();
    AtomicBoolean taken = new AtomicBoolean();
    worker.execute(
        () -> {
          try {
            if (taken.compareAndSet(false, true)) {
              callback.done(write(framed, spans));
            }
          } finally {
            framed.release();
          }
        });
    return () -> taken.set(true);
  }

  private SendResult write(Chunk framed, int spans) {
    try {
      int kept = config.format() == Format.JSON ? toJson(framed, spans) : spans;
      if (kept == 0 && spans > 0) {
        return SendResult.permanent("malformed", "nothing of the request can be written as JSON");
      }
      file.append(record(framed));
      return kept < spans
          ? SendResult.partial(spans - kept, "malformed, not to be written as JSON")
          : SendResult.ok();
    } catch (MalformedException e) {
      return SendResult.permanent("malformed", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return SendResult.retry(
          SendResult.NO_WISH, "can't write to " + config.path() + ": " + reason(e), "");
    } catch (JsonBytes.TooLargeException | ZstdException e) {
      return SendResult.permanent("can't be written", String.valueOf(e.getMessage()));
    } finally {
      json.clear();
    }
  }

  /** How many of the request's spans are in what was made of it. */
  private int toJson(Chunk framed, int spans) throws MalformedException {
    int items = transcoder.write(framed.bytes(), framed.length());
    if (config.isLines()) {
      json.put('\n');
    }
    return transcoder.isWhole() ? spans : Math.min(items, spans);
  }

  private ByteBuffer record(Chunk framed) {
    if (config.isLines()) {
      return ByteBuffer.wrap(json.bytes(), 0, json.length());
    }
    boolean isJson = config.format() == Format.JSON;
    byte[] content = isJson ? json.bytes() : framed.bytes();
    int length = isJson ? json.length() : framed.length();
    return config.compression() == Compression.ZSTD
        ? compressed(content, length)
        : counted(ByteBuffer.allocate(LENGTH_BYTES + length).put(LENGTH_BYTES, content, 0, length));
  }

  private ByteBuffer compressed(byte[] content, int length) {
    long bound = Zstd.compressBound(length) + LENGTH_BYTES;
    if (bound > Integer.MAX_VALUE - 8) {
      throw new JsonBytes.TooLargeException(Integer.MAX_VALUE);
    }
    byte[] record = new byte[(int) bound];
    long packed =
        Zstd.compressByteArray(
            record,
            LENGTH_BYTES,
            record.length - LENGTH_BYTES,
            content,
            0,
            length,
            config.compressionParams().zstdLevel());
    if (Zstd.isError(packed)) {
      throw new ZstdException(packed);
    }
    return counted(ByteBuffer.wrap(record, 0, LENGTH_BYTES + (int) packed));
  }

  /** All of the buffer, its length at its head. */
  private static ByteBuffer counted(ByteBuffer record) {
    return record.putInt(0, record.limit() - LENGTH_BYTES);
  }

  @Override
  public void close() {
    if (opened) {
      opened = false;
      file.close();
    }
  }
}
