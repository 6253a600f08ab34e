package io.spanweir.exporter.tracestore;

import io.spanweir.core.otlp.OtlpWriter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.util.BytesRef;

/** The members of a set as terms of eight bytes, the highest first. One thread. */
final class LongTerms extends TokenStream {
  private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
  private final BytesRef bytes = new BytesRef(new byte[Long.BYTES]);
  private final LongSet members;
  private int at;

  LongTerms(LongSet members) {
    this.members = members;
  }

  @Override
  public void reset() {
    at = 0;
  }

  @Override
  public boolean incrementToken() {
    if (at == members.size()) {
      return false;
    }
    clearAttributes();
    OtlpWriter.writeId(bytes.bytes, 0, members.get(at++));
    term.setBytesRef(bytes);
    return true;
  }
}
