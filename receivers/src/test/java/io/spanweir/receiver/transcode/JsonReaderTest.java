package io.spanweir.receiver.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Takes what Jackson takes for JSON, and nothing else. */
class JsonReaderTest {
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"a\"",
    "\"\\u00e9\\n\"",
    "\"\u20ac\ud83d\ude00\"",
    "0",
    "-1",
    "1.5e+3",
    "true",
    "false",
    "null",
    " ",
    "\t\r\n",
    "\"k\":",
    "01",
    "1.",
    "-",
    "\"\\x\"",
    "nul"
  };

  private static boolean reads(byte[] json) {
    JsonReader reader = new JsonReader(json, json.length);
    try {
      reader.skip();
      return reader.atEnd();
    } catch (MalformedException e) {
      assertThat(e.offset()).isBetween(0, json.length);
      return false;
    }
  }

  private static boolean jacksonReads(byte[] json) {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void agreesWithJacksonOnWhatIsJson() throws Exception {
    Seed.each(3_000, seed -> assertAgrees(bytes(pieces(new Rng(seed)))));
  }

  private static String pieces(Rng rng) {
    StringBuilder json = new StringBuilder();
    value(rng, json, 3);
    if (rng.percent(60)) {
      int at = rng.below(json.length() + 1);
      json.insert(at, PIECES[rng.below(PIECES.length)]);
    }
    if (rng.percent(30)) {
      json.deleteCharAt(rng.below(json.length()));
    }
    return json.toString();
  }

  private static void value(Rng rng, StringBuilder json, int depth) {
    if (depth == 0 || rng.percent(40)) {
      json.append(PIECES[6 + rng.below(9)]);
      return;
    }
    boolean object = rng.percent(50);
    json.append(object ? "{" : "[");
    int count = rng.below(4);
    for (int i = 0; i < count; i++) {
      json.append(i == 0 ? "" : ",").append(rng.percent(20) ? " " : "");
      json.append(object ? "\"k" + i + "\":" : "");
      value(rng, json, depth - 1);
    }
    json.append(object ? "}" : "]");
  }

  private static void assertAgrees(byte[] json) {
    boolean jackson =
        jacksonReads(json) && new String(json, StandardCharsets.UTF_8).indexOf('\ufffd') < 0;
    assertThat(reads(json)).as(new String(json, StandardCharsets.UTF_8)).isEqualTo(jackson);
  }

  @Test
  void readsTextsOfEveryLengthAtEveryPlace() throws Exception {
    for (int before = 0; before < 9; before++) {
      for (int length = 0; length < 40; length++) {
        for (String odd : new String[] {"", "\\\"", "\\u0041", "\u00e9", "\ud83d\ude00"}) {
          String text = "x".repeat(length) + odd + "y".repeat(length % 3);
          byte[] json = bytes(" ".repeat(before) + "\"" + text + "\"");
          JsonReader reader = new JsonReader(json, json.length);
          reader.text("");
          byte[] out = new byte[json.length];
          int end = JsonText.unescape(json, reader.from(), reader.to(), out, 0);
          assertThat(new String(out, 0, end, StandardCharsets.UTF_8)).isEqualTo(jackson(json));
          assertThat(reader.escaped()).isEqualTo(odd.startsWith("\\"));
          assertThat(reader.atEnd()).isTrue();
        }
      }
    }
  }

  private static String jackson(byte[] json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.VALUE_STRING);
      return parser.getText();
    }
  }

  /** Every lead byte with every second byte: what Java's decoder takes, and nothing else. */
  @Test
  void takesNoBytesButUtf8() {
    for (int lead = 0x80; lead < 0x100; lead++) {
      for (int second = 0; second < 0x100; second++) {
        for (int more = 0; more < 3; more++) {
          byte[] json = new byte[4 + more];
          json[0] = '"';
          json[1] = (byte) lead;
          json[2] = (byte) second;
          for (int i = 0; i < more; i++) {
            json[3 + i] = (byte) 0xbf;
          }
          json[3 + more] = '"';
          String text = new String(json, 1, 2 + more, StandardCharsets.UTF_8);
          boolean utf8 =
              text.indexOf('\ufffd') < 0 || (lead == 0xef && second == 0xbf && more == 1);
          boolean plain = second >= 0x80 || (second >= ' ' && second != '"' && second != '\\');
          assertThat(reads(json)).as("%x %x +%d", lead, second, more).isEqualTo(utf8 && plain);
        }
      }
    }
  }

  /** The same in a lenient reader, which takes all of them and says which are none. */
  @Test
  void lenientlyTakesAnyBytesAndSaysWhetherTheyAreUtf8() throws Exception {
    for (int lead = 0; lead < 0x100; lead++) {
      for (int second = 0; second < 0x100; second++) {
        if (lead == '"' || lead == '\\' || second == '"' || second == '\\') {
          continue;
        }
        byte[] json = {'"', (byte) lead, (byte) second, (byte) 0xbf, '"', 'x'};
        JsonReader reader = JsonReader.lenient(json, json.length);
        reader.text("");
        assertThat(reader.to()).isEqualTo(4);
        String text = new String(json, 1, 3, StandardCharsets.UTF_8);
        boolean replaced = text.indexOf('\ufffd') >= 0;
        boolean utf8 = !replaced || (lead == 0xef && second == 0xbf);
        assertThat(reader.broken()).as("%x %x", lead, second).isEqualTo(!utf8);
        assertThat(reader.escaped()).isEqualTo(!utf8);
      }
    }
  }

  @Test
  void lenientlyTakesTwoEscapesMore() throws Exception {
    byte[] json = bytes("\"\\'\\\n\\n\"");
    JsonReader reader = JsonReader.lenient(json, json.length);
    reader.text("");
    byte[] out = new byte[json.length];
    int end = JsonText.unescape(json, reader.from(), reader.to(), out, 0);
    assertThat(new String(out, 0, end, StandardCharsets.UTF_8)).isEqualTo("'\n\n");
    assertThat(reads(json)).isFalse();
    for (String wrong : new String[] {"\\q", "\\u12g4", "\\U0041", "\\"}) {
      byte[] bad = bytes('"' + wrong + '"');
      assertThatThrownBy(() -> JsonReader.lenient(bad, bad.length).text(""))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void findsTheEndOfWhatItDoesNotRead() throws Exception {
    Seed.each(3_000, seed -> assertSameEnd(bytes(pieces(new Rng(seed)))));
  }

  private static void assertSameEnd(byte[] json) throws MalformedException {
    if (reads(json)) {
      JsonReader reader = new JsonReader(json, json.length);
      reader.skipUnread();
      assertThat(reader.atEnd()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{a}b|3",
        "{\"a\":\"}\\\"}\\\\\"}b|14",
        "[{]}]b|-1",
        "[{[}]]b|6",
        "{[}|-1",
        "{\"a|-1",
        "{\"a\\\"}|-1",
        "NaN,|3",
        "-Infinity}|9",
        "tru e|3",
        "'x',|3",
        ",1|-1",
        "}|-1",
        "]|-1",
        ":|-1",
        "\"\\q\"x|4",
      })
  void findsTheEndByBracketsAndQuotes(String json, int expected) {
    byte[] bytes = bytes(json);
    JsonReader reader = new JsonReader(bytes, bytes.length);
    try {
      reader.skipUnread();
      assertThat(reader.position()).isEqualTo(expected);
    } catch (MalformedException e) {
      assertThat(expected).as(e.getMessage()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65, 1_000, 100_000, 1_000_000})
  void lenientlySkipsWhatIsDeep(int depth) throws Exception {
    for (String[] pair : new String[][] {{"[", "]"}, {"{\"a\":", "}"}}) {
      byte[] json = bytes(pair[0].repeat(depth) + "1" + pair[1].repeat(depth) + ",");
      JsonReader reader = JsonReader.lenient(json, json.length);
      reader.skip();
      assertThat(reader.position()).isEqualTo(json.length - 1);
      JsonReader cut = JsonReader.lenient(json, json.length - 2);
      assertThatThrownBy(cut::skip).hasMessageContaining("breaks off");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65, 1_000, 100_000, 1_000_000})
  void doesNotGoDeeperThanItMay(int depth) {
    for (String[] pair : new String[][] {{"[", "]"}, {"{\"a\":", "}"}}) {
      byte[] json = bytes(pair[0].repeat(depth) + "1" + pair[1].repeat(depth));
      assertThat(reads(json)).isEqualTo(depth <= JsonReader.DEPTH_MAX);
    }
  }

  @Test
  void saysWhereAndWhat() {
    assertThatThrownBy(() -> new JsonReader(bytes("[1, }"), 5).skip())
        .hasMessage("expected a value at byte 4");
    assertThatThrownBy(() -> new JsonReader(bytes("{\"a\":\u00e9}"), 8).skip())
        .hasMessage("expected a value at byte 5");
    assertThatThrownBy(() -> new JsonReader(bytes("[\"abc"), 5).skip())
        .hasMessage("the JSON breaks off at byte 5");
  }
}
