package io.spanweir.exporter.tracestore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.codecs.DocValuesConsumer;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.MergeState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.store.ByteArrayDataOutput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.BitUtil;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.IOUtils;

/** Writes the terms of a segment, see {@link TermsFormat}. One thread. */
final class TermsWriter extends DocValuesConsumer {
  private static final int VINT_BYTES_MAX = 5;
  private static final String ONLY_TERMS = "a field of terms has one value of bytes";

  /** So many documents have a number of what a term leaves free of eight bytes. */
  private static final int RUN_DOCS = 1 << TermsFormat.TERM_SHIFT;

  private final IndexOutput out;
  private final LongList table = new LongList();
  private final LongList index = new LongList();
  private byte[] docs = new byte[4096];
  private final ByteArrayDataOutput docsOut = new ByteArrayDataOutput(docs);
  private int lastDoc;
  private long lastTerm;
  private int inBlock;

  TermsWriter(SegmentWriteState state) throws IOException {
    String file = TermsFormat.file(state.segmentInfo.name, state.segmentSuffix);
    out = state.directory.createOutput(file, state.context);
    try {
      CodecUtil.writeIndexHeader(
          out,
          TermsFormat.NAME,
          TermsFormat.VERSION,
          state.segmentInfo.getId(),
          state.segmentSuffix);
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(out);
      throw e;
    }
  }

  /** Terms of documents at hand, sorted so many documents at a time. */
  @Override
  public void addBinaryField(FieldInfo field, DocValuesProducer values) throws IOException {
    List<TermRun> runs = new ArrayList<>();
    BinaryDocValues documents = values.getBinary(field);
    long[] run = new long[1 << 14];
    int size = 0;
    int base = 0;
    for (int doc = documents.nextDoc();
        doc != BinaryDocValues.NO_MORE_DOCS;
        doc = documents.nextDoc()) {
      if (doc - base >= RUN_DOCS) {
        runs.add(sorted(run, size, base));
        run = new long[run.length];
        size = 0;
        base = doc - doc % RUN_DOCS;
      }
      BytesRef terms = documents.binaryValue();
      int end = terms.offset + terms.length;
      for (int at = terms.offset; at < end; at += Long.BYTES) {
        if (size == run.length) {
          run = Arrays.copyOf(run, 2 * size);
        }
        long term = (long) BitUtil.VH_LE_LONG.get(terms.bytes, at);
        run[size++] = (term & -RUN_DOCS) | (doc - base);
      }
    }
    runs.add(sorted(run, size, base));
    write(field, runs);
  }

  private static TermRun sorted(long[] run, int size, int base) {
    TermSort.sort(run, size);
    return TermRun.of(run, size, base);
  }

  @Override
  public void mergeBinaryField(FieldInfo field, MergeState merge) throws IOException {
    List<TermRun> runs = new ArrayList<>();
    int base = 0;
    for (int i = 0; i < merge.docValuesProducers.length; i++) {
      FieldInfo its = merge.fieldInfos[i].fieldInfo(field.name);
      if (its != null && merge.docValuesProducers[i] != null) {
        TermColumn column = (TermColumn) merge.docValuesProducers[i].getBinary(its);
        runs.add(column.run(base));
      }
      base += merge.maxDocs[i];
    }
    write(field, runs);
  }

  /**
   * @param runs in the order of their documents
   */
  private void write(FieldInfo field, List<TermRun> runs) throws IOException {
    table.add(field.number);
    table.add(out.getFilePointer());
    index.clear();
    inBlock = 0;
    lastTerm = 0;
    PriorityQueue<TermRun> queue = new PriorityQueue<>(Math.max(1, runs.size()));
    for (int i = 0; i < runs.size(); i++) {
      runs.get(i).number(i);
      if (runs.get(i).nextTerm()) {
        queue.add(runs.get(i));
      }
    }
    while (queue.size() > 1) {
      entry(queue);
    }
    if (!queue.isEmpty()) {
      rest(queue.element());
    }
    table.add(out.getFilePointer());
    table.add(index.size() / 2);
    for (int i = 0; i < index.size(); i++) {
      out.writeLong(index.get(i));
    }
  }

  /** Writes what only one run has left, with nothing to compare. */
  private void rest(TermRun run) throws IOException {
    boolean more = true;
    while (more) {
      long term = run.term();
      lastDoc = 0;
      docsOut.reset(docs);
      write(term, docs(run));
      more = run.nextTerm();
    }
  }

  /** Writes the lowest term with its documents in all runs. */
  private void entry(PriorityQueue<TermRun> queue) throws IOException {
    long term = queue.element().term();
    lastDoc = 0;
    docsOut.reset(docs);
    int count = 0;
    while (!queue.isEmpty() && queue.element().term() == term) {
      TermRun run = queue.remove();
      count += docs(run);
      if (run.nextTerm()) {
        queue.add(run);
      }
    }
    write(term, count);
  }

  private int docs(TermRun run) throws IOException {
    int count = 0;
    for (int doc = run.doc(); doc >= 0; doc = run.nextDoc()) {
      doc(doc);
      count++;
    }
    return count;
  }

  private void doc(int doc) throws IOException {
    int at = docsOut.getPosition();
    if (at + VINT_BYTES_MAX > docs.length) {
      docs = Arrays.copyOf(docs, 2 * docs.length);
      docsOut.reset(docs, at, docs.length - at);
    }
    docsOut.writeVInt(doc - lastDoc);
    lastDoc = doc;
  }

  private void write(long term, int count) throws IOException {
    if (inBlock == 0) {
      index.add(term);
      index.add(out.getFilePointer());
    }
    inBlock = inBlock + 1 == TermsFormat.BLOCK ? 0 : inBlock + 1;
    out.writeVLong(((term - lastTerm) << 1) | (count > 1 ? 1 : 0));
    if (count > 1) {
      out.writeVInt(docsOut.getPosition());
    }
    out.writeBytes(docs, docsOut.getPosition());
    lastTerm = term;
  }

  @Override
  public void close() throws IOException {
    try (out) {
      long at = out.getFilePointer();
      out.writeVInt(table.size() / 4);
      for (int i = 0; i < table.size(); i++) {
        out.writeVLong(table.get(i));
      }
      out.writeLong(at);
      CodecUtil.writeFooter(out);
    }
  }

  @Override
  public void addNumericField(FieldInfo field, DocValuesProducer values) {
    throw new UnsupportedOperationException(ONLY_TERMS);
  }

  @Override
  public void addSortedField(FieldInfo field, DocValuesProducer values) {
    throw new UnsupportedOperationException(ONLY_TERMS);
  }

  @Override
  public void addSortedNumericField(FieldInfo field, DocValuesProducer values) {
    throw new UnsupportedOperationException(ONLY_TERMS);
  }

  @Override
  public void addSortedSetField(FieldInfo field, DocValuesProducer values) {
    throw new UnsupportedOperationException(ONLY_TERMS);
  }
}
