package io.spanweir.receiver.transcode;

import io.spanweir.testkit.Rng;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON as different senders write it: spaces or not, escapes, keys in any order, or twice. */
public final class RandomJson {
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "GET",
          "200",
          "007",
          "-5",
          "123456789012345678",
          "9223372036854775808",
          "a text of some length, no more",
          "x".repeat(70),
          "y".repeat(100),
          "z".repeat(300),
          "\u00e4",
          "\u6771\u4eac, eight and more",
          "\\n",
          "a\\\"b",
          "\\u0041",
          "true");

  private final Rng rng;
  private final boolean spaces;

  /**
   * @param spaces whether there are any outside of texts
   */
  public RandomJson(Rng rng, boolean spaces) {
    this.rng = rng;
    this.spaces = spaces;
  }

  /** One of a few texts, or a key of a few hundred, in quotes. */
  public String text() {
    return '"' + (rng.percent(80) ? rng.pick(TEXTS) : key()) + '"';
  }

  /** A key without quotes: few are frequent, many are rare. */
  public String key() {
    int number = rng.percent(90) ? rng.below(12) : rng.below(300);
    return "key." + number + ".of.some.length".substring(0, number % 15) + "!".repeat(number % 50);
  }

  /** In quotes: a key, now and then with an escape. */
  public String quotedKey() {
    return rng.percent(97) ? '"' + key() + '"' : "\"k\\u00" + (40 + rng.below(10)) + "\"";
  }

  /** An object of fields that are written already, now and then in another order. */
  public String object(List<String> fields) {
    List<String> ordered = rng.percent(90) ? fields : fields.stream().sorted().toList();
    return "{" + space() + String.join(comma(), ordered) + space() + "}";
  }

  /** A list of what is written already. */
  public String list(List<String> elements) {
    return "[" + space() + String.join(comma(), elements) + space() + "]";
  }

  /** A field of an object. */
  public String field(String quotedKey, String value) {
    return quotedKey + (spaces && rng.percent(10) ? " " : "") + ":" + (spaces ? " " : "") + value;
  }

  /**
   * The same JSON with a space before each colon, as nobody writes it: so nothing that is
   * remembered of how somebody did is of use.
   */
  public static byte[] spread(byte[] json) {
    ByteArrayOutputStream spread = new ByteArrayOutputStream();
    boolean text = false;
    for (int i = 0; i < json.length; i++) {
      if (!text && json[i] == ':') {
        spread.write(' ');
      }
      spread.write(json[i]);
      if (json[i] == '"') {
        text ^= true;
      } else if (text && json[i] == '\\' && i + 1 < json.length) {
        spread.write(json[++i]);
      }
    }
    return spread.toByteArray();
  }

  /** What is wrong, without where. */
  public static String problem(@Nullable String message) {
    return String.valueOf(message).replaceAll("[0-9]+", "N");
  }

  private String comma() {
    return spaces ? ", " : ",";
  }

  private String space() {
    return spaces && rng.percent(20) ? "\n  " : "";
  }
}
