package io.spanweir.processor.passing;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.KeyQuestion;

/** What a passing processor does to a batch. Used by one thread at a time, reusable. */
public interface BatchStep {
  /**
   * At most how many bytes a batch has when it leaves.
   *
   * @param spans how many spans come, at most
   * @param bytes how many bytes they and their resources and scopes have, at most
   */
  default long bytesOut(int spans, long bytes) {
    return bytes;
  }

  /** The lengths of the keys that the step asks batches for: {@link KeyQuestion#lengths}. */
  default long keyLengthsAsked() {
    return 0;
  }

  /**
   * Changes the batch, which is the step's for this call: takes rows out, or points them at other
   * bytes.
   *
   * @return false if there is no memory for it; the batch may be changed in part then and is
   *     released
   */
  boolean apply(SpanBatch batch);
}
