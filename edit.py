import re
W='src/main/java/io/spanweir/bench/workload/'
def sub(p, *pairs):
    s=open(p).read()
    for a,b in pairs:
        if a not in s: print("MISSING in",p,":",a[:70])
        s=s.replace(a,b)
    open(p,'w').write(s)
sub(W+'RequestTemplate.java',
 ("final class RequestTemplate {","final class RequestTemplate implements MessageTemplate {"),
 ("  /** Returns the encoded message. */\n  byte[] bytes()","  @Override\n  public byte[] bytes()"),
 ("  /** Returns per span where its field begins, tag and length included. */\n  int[] spanFields()","  /** Fields begin with a tag and a length. */\n  @Override\n  public int[] cuts()"),
 ("  /** Returns per span where the span's own bytes begin. */\n  int[] spanStarts()","  @Override\n  public int[] spanStarts()"),
 ("  /** Returns per span the offsets inside it. */\n  List<SpanTemplate> spans()","  @Override\n  public List<SpanTemplate> spans()"))
sub(W+'JsonTemplate.java',
 ("final class JsonTemplate {","final class JsonTemplate implements MessageTemplate {"),
 ("  /** Returns the request; ASCII. */\n  byte[] bytes()","  @Override\n  public byte[] bytes()"),
 ("  /** Returns per span where its object begins. */\n  int[] spanStarts()","  @Override\n  public int[] spanStarts()"),
 ("  List<JsonSpan> spans()","  @Override\n  public List<JsonSpan> spans()"))
s=open(W+'JsonSpan.java').read()
i=s.index("  private static void text("); s=s[:i].rstrip()+"\n}\n"
s=re.sub(r'(?<![\w.])hex\(image',r'Letters.hex(image',s); s=re.sub(r'(?<![\w.])text\(image',r'Letters.text(image',s)
s=s.replace("decimal(image, at + start, startNanos)","Letters.decimal(image, at + start, TIME_DIGITS, '0', startNanos)").replace("decimal(image, at + end, endNanos)","Letters.decimal(image, at + end, TIME_DIGITS, '0', endNanos)")
open(W+'JsonSpan.java','w').write(s)
sub(W+'Framing.java',("public interface Framing {","""public interface Framing {
  /** Nothing around the message. */
  Framing NONE =
      (message, cuts) -> new Layout(message, new int[] {0, message.length}, new int[cuts.length]);
"""))
s=open(W+'CompressedRequests.java').read()
i=s.index("  /** No framing at all. */"); s=s[:i].rstrip()+"\n}\n"
s=s.replace("""   * @param json whether requests are OTLP/JSON instead of protobuf
""","")
s=s.replace("Compression compression, boolean json, int gap","Compression compression, Encoding encoding, int gap")
s=s.replace("new RequestTemplate(shape, i), PLAIN, json)","encoding.template(shape, i), Framing.NONE)")
s=s.replace("new int[0], List.of());","new int[0], List.of(), plain.spanCount());")
s=s.replace("""  public void forEachSpan(long position, LongConsumer trace) {
    SpanStream again = stream.at(position);
    for (int i = 0; i < shape.batch(); i++) {
      trace.accept(again.trace());
      again.advance();
    }
  }""","""  public void forEachSpan(long position, int spans, LongConsumer trace) {
    stream.at(position).forEach(spans, trace);
  }""")
s=s.replace("  private final Shape shape;\n","").replace("    this.shape = shape;\n","")
s=s.replace("total = stream.stop(shape.batch());","total = stream.stop(shape.batch());")
open(W+'CompressedRequests.java','w').write(s)
s=open(W+'PatchedRequests.java').read()
i=s.index("  private WireImage make()"); s=s[:i]+"""  private WireImage make() {
    int number = made++;
    return image(encoding.template(shape.ofRequest(number), number), framing);
  }

  static WireImage image(MessageTemplate template, Framing framing) {
    Framing.Layout layout = framing.lay(template.bytes(), template.cuts());
    int[] spanStarts = template.spanStarts().clone();
    for (int i = 0; i < spanStarts.length; i++) {
      spanStarts[i] += layout.messageShift(i);
    }
    return new WireImage(
        layout.wire(), layout.frames(), spanStarts, template.spans(), spanStarts.length);
  }
}
"""
s=s.replace("""  public void forEachSpan(long position, LongConsumer trace) {
    SpanStream again = stream.at(position);
    for (int i = 0; i < shape.batch(); i++) {
      trace.accept(again.trace());
      again.advance();
    }
  }""","""  public void forEachSpan(long position, int spans, LongConsumer trace) {
    stream.at(position).forEach(spans, trace);
  }""")
s=s.replace("  private final boolean json;","  private final Encoding encoding;").replace("""   * @param json whether requests are OTLP/JSON instead of protobuf
""","").replace("Framing framing, boolean json, int gap","Framing framing, Encoding encoding, int gap").replace("this.json = json","this.encoding = encoding")
s=s.replace("import java.util.List;\n","")
open(W+'PatchedRequests.java','w').write(s)
sub(W+'SpanStream.java',("  private void next() {","""  /** Names the traces of the next spans, and advances. */
  void forEach(int spans, LongConsumer eachTrace) {
    for (int i = 0; i < spans; i++) {
      eachTrace.accept(trace);
      advance();
    }
  }

  private void next() {"""),("package io.spanweir.bench.workload;\n","package io.spanweir.bench.workload;\n\nimport java.util.function.LongConsumer;\n"))
sub(W+'RequestSource.java',("  /** Names the trace of every span of an earlier request. */\n  void forEachSpan(long position, LongConsumer trace);","""  /**
   * Names the trace of every span of an earlier request.
   *
   * @param position of its first span
   * @param spans how many it had
   */
  void forEachSpan(long position, int spans, LongConsumer trace);"""))
sub(W+'WireImage.java',("""  private int markedCount;
""","""  private final int spanCount;
  private int markedCount;
"""),("""   * @param spans the offsets inside each span
""","""   * @param spans the offsets inside each span
   * @param spanCount how many spans there are, patched or not
"""),("WireImage(byte[] wire, int[] frames, int[] spanStarts, List<? extends SpanSlots> spans) {","""WireImage(
      byte[] wire,
      int[] frames,
      int[] spanStarts,
      List<? extends SpanSlots> spans,
      int spanCount) {"""),("    this.spans = spans;\n","    this.spans = spans;\n    this.spanCount = spanCount;\n"),
("  /** Returns how many frames","  public int spanCount() {\n    return spanCount;\n  }\n\n  /** Returns how many frames"))
sub(W+'Http1Framing.java',("private final boolean json;","private final Encoding encoding;"),("Compression compression, boolean json)","Compression compression, Encoding encoding)"),("this.json = json","this.encoding = encoding"),
('"POST /v1/traces HTTP/1.1\\r\\nHost: "\n','"POST "\n        + encoding.path()\n        + " HTTP/1.1\\r\\nHost: "\n'),
('Content-Type: application/"\n        + (json ? "json" : "x-protobuf")','Content-Type: "\n        + encoding.contentType()'),
("/** OTLP over HTTP/1.1: one POST with a length, on a connection that stays open. */","/** HTTP/1.1: one POST with a length. */"))
open(W+'Shape.java','w').write('''package io.spanweir.bench.workload;

/**
 * What requests look like.
 *
 * @param batch spans of a request
 * @param varied whether requests have one span, then two and so on up to {@code batch}, in turn
 * @param resources distinct resources over all requests
 * @param resourcesPerRequest resources in one request; its spans are shared out evenly among them
 * @param small whether spans take 200 to 350 bytes with 5 attributes instead of 770 to 800 with 14
 * @param seed decides ids, texts and which traces matter
 */
public record Shape(
    int batch, boolean varied, int resources, int resourcesPerRequest, boolean small, long seed) {
  public Shape {
    if (batch < 1 || resourcesPerRequest < 1 || resources < resourcesPerRequest) {
      throw new IllegalArgumentException(
          "a batch needs a span and a resource, and no more resources than there are");
    }
  }

  /** All requests have as many spans. */
  public Shape(int batch, int resources, int resourcesPerRequest, boolean small, long seed) {
    this(batch, false, resources, resourcesPerRequest, small, seed);
  }

  /** Returns the same with another seed. */
  public Shape withSeed(long other) {
    return new Shape(batch, varied, resources, resourcesPerRequest, small, other);
  }

  /** Returns how many different requests show every resource once. */
  public int templates() {
    return (resources + resourcesPerRequest - 1) / resourcesPerRequest;
  }

  /** Returns how many sizes requests have, in turn. */
  int sizes() {
    return varied ? batch : 1;
  }

  /** Returns how many spans so many requests have that are as many as there are sizes. */
  int spansOfRound() {
    return varied ? batch * (batch + 1) / 2 : batch;
  }

  /** Returns how many spans a request has in the mean. */
  public double spansPerRequest() {
    return (double) spansOfRound() / sizes();
  }

  /** Returns what the request of a number looks like. */
  Shape ofRequest(long number) {
    int spans = varied ? 1 + (int) (number % batch) : batch;
    return new Shape(spans, false, resources, resourcesPerRequest, small, seed);
  }
}
''')
