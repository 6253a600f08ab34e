package io.spanweir.exporter.zipkin;

import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.MessageCursor;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.exporter.json.JsonBytes;
import java.util.Arrays;

/**
 * A span's events as Zipkin's annotations: the name, and attributes as the specification has it:
 * {@code "name":{"key":"value"}}. One thread.
 */
final class Annotations {
  private static final int FIRST = 16;
  private static final int NANOS_PER_MICRO = 1_000;

  private final JsonBytes composed;
  private final TextList texts;
  private final MessageCursor event = new MessageCursor();
  private final AttributeCursor attributes = new AttributeCursor();
  private final Text name = new Text();
  private final Order order = new Order();
  private final Order.Comparison byTime = this::compare;
  private long[] micros = new long[FIRST];

  Annotations(JsonBytes composed) {
    this.composed = composed;
    texts = new TextList(composed);
  }

  int size() {
    return texts.size();
  }

  /** Microseconds since 1970. */
  long micros(int i) {
    return micros[i];
  }

  TextList texts() {
    return texts;
  }

  /** Puts them in order of time, then text, as Zipkin has them: see {@link #inOrder}. */
  void sort() {
    order.sort(size(), byTime);
  }

  private int compare(int one, int other) {
    int byMicros = Long.compare(micros[one], micros[other]);
    return byMicros != 0 ? byMicros : texts.compare(one, other);
  }

  /** The number of the annotation that stands there; -1 if it is the same as the one before. */
  int inOrder(int place) {
    int number = order.at(place);
    boolean again = place > 0 && compare(order.at(place - 1), number) == 0;
    return again ? -1 : number;
  }

  void clear() {
    texts.clear();
    order.clear();
  }

  /** Adds the event at {@code [from, to)}. */
  void event(byte[] bytes, int from, int to) throws MalformedException {
    long nanos = 0;
    boolean more = false;
    name.clear();
    event.of(bytes, from, to);
    while (event.next()) {
      switch (event.tag()) {
        case OtlpFields.EVENT_TIME -> nanos = event.fixed64();
        case OtlpFields.EVENT_NAME -> name.set(event);
        case OtlpFields.EVENT_ATTRIBUTES -> more = true;
        default -> {}
      }
    }
    if (micros.length == size()) {
      micros = Arrays.copyOf(micros, 2 * size());
    }
    micros[size()] = Long.divideUnsigned(nanos, NANOS_PER_MICRO);
    if (more) {
      int start = composed.length();
      composed.string(name.bytes(), name.at(), name.length());
      composed.put(':');
      attributes.ofMessage(bytes, from, to, OtlpFields.EVENT_ATTRIBUTES);
      Values.object(attributes, composed);
      texts.addComposed(start);
    } else {
      texts.add(name.bytes(), name.at(), name.length());
    }
  }
}
