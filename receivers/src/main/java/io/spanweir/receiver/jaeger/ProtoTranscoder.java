package io.spanweir.receiver.jaeger;

import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.MessageCursor;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder;

/**
 * {@code jaeger.api_v2.PostSpansRequest} to OTLP. One for each event loop: what it reads with is
 * used again.
 *
 * <p>A span's own process wins over the batch's. So there are two walks: the first writes the spans
 * without one under the batch's process, the second, if it is needed, the others, each run of spans
 * with the same process under a resource. Within a resource a run of spans with the same scope is
 * one {@code ScopeSpans}.
 */
final class ProtoTranscoder implements Transcoder {
  private static final int SCOPE_FIELD_BYTES = 1;

  private final MessageCursor request = new MessageCursor();
  private final MessageCursor batch = new MessageCursor();
  private final MessageCursor fields = new MessageCursor();
  private final ProtoSpan span = new ProtoSpan();
  private final ProtoTags tags = new ProtoTags();
  private final ProcessWriter process = new ProcessWriter();

  /** What the {@code ResourceSpans} is of that is open; and its {@code ScopeSpans}. */
  private final Slice openProcess = new Slice();

  private final Slice openName = new Slice();
  private final Slice openVersion = new Slice();
  private int resourceStart;
  private int scopeStart;

  @Override
  public LeftOut transcode(Chunk body, BodyBuffer output)
      throws MalformedException, ProtoOutput.NoRoomException {
    ProtoOutput out = new ProtoOutput(output, body.length());
    request.of(body.bytes(), 0, body.length());
    while (request.next()) {
      if (request.tag() == ProtoFields.REQUEST_BATCH) {
        batch(out);
      }
    }
    out.finish();
    return LeftOut.NOTHING;
  }

  private void batch(ProtoOutput out) throws MalformedException, ProtoOutput.NoRoomException {
    int others = 0;
    openResource(out);
    batch.of(request);
    while (batch.next()) {
      if (batch.tag() == ProtoFields.BATCH_SPANS) {
        span.look(batch);
        if (span.process().isThere()) {
          others++;
        } else {
          write(out);
        }
      } else if (batch.tag() == ProtoFields.BATCH_PROCESS) {
        // The resource may stand behind a scope, but not in it.
        closeScope(out);
        process(batch.from(), batch.to(), out);
      }
    }
    closeResource(out);
    if (others > 0) {
      ownProcesses(out);
    }
  }

  private void ownProcesses(ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    openProcess.clear();
    batch.of(request);
    while (batch.next()) {
      if (batch.tag() != ProtoFields.BATCH_SPANS) {
        continue;
      }
      span.look(batch);
      Slice own = span.process();
      if (!own.isThere()) {
        continue;
      }
      if (!openProcess.isThere() || !openProcess.sameAs(own)) {
        if (openProcess.isThere()) {
          closeResource(out);
        }
        openResource(out);
        process(own.from(), own.to(), out);
        openProcess.setTo(own);
      }
      write(out);
    }
    closeResource(out);
  }

  private void openResource(ProtoOutput out) throws ProtoOutput.NoRoomException {
    resourceStart = out.open(OtlpFields.TRACES_RESOURCE_SPANS, 3);
    scopeStart = 0;
  }

  private void closeResource(ProtoOutput out) throws ProtoOutput.NoRoomException {
    closeScope(out);
    out.close(resourceStart, 3);
  }

  private void closeScope(ProtoOutput out) throws ProtoOutput.NoRoomException {
    if (scopeStart > 0) {
      out.close(scopeStart, 3);
      scopeStart = 0;
    }
  }

  /** Writes the span that was looked at, in its scope. */
  private void write(ProtoOutput out) throws MalformedException, ProtoOutput.NoRoomException {
    Slice name = span.scopeName();
    Slice version = span.scopeVersion();
    if (scopeStart == 0 || !openName.sameAs(name) || !openVersion.sameAs(version)) {
      closeScope(out);
      scopeStart = out.open(OtlpFields.RESOURCE_SPANS_SCOPE_SPANS, 3);
      openName.setTo(name);
      openVersion.setTo(version);
      writeScope(name, version, out);
    }
    span.write(batch, out);
  }

  private static void writeScope(Slice name, Slice version, ProtoOutput out)
      throws ProtoOutput.NoRoomException {
    if (name.isEmpty() && version.isEmpty()) {
      return;
    }
    int start = out.open(OtlpFields.SCOPE_SPANS_SCOPE, SCOPE_FIELD_BYTES);
    if (!name.isEmpty()) {
      name.write(out, OtlpFields.SCOPE_NAME);
    }
    if (!version.isEmpty()) {
      version.write(out, OtlpFields.SCOPE_VERSION);
    }
    out.close(start, SCOPE_FIELD_BYTES);
  }

  private void process(int from, int to, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    process.begin(out);
    fields.of(batch.bytes(), from, to);
    while (fields.next()) {
      if (fields.tag() == ProtoFields.PROCESS_SERVICE_NAME) {
        process.service(fields.bytes(), fields.from(), fields.to());
      } else if (fields.tag() == ProtoFields.PROCESS_TAGS) {
        process.tag(tags.read(fields), out);
      }
    }
    process.end(out);
  }
}
