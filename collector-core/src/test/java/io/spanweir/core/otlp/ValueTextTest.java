package io.spanweir.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.ProtoWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "1, 1",
    "-1.5, -1.5",
    "100, 100",
    "0.1, 0.1",
    "1e20, 100000000000000000000",
    "1e21, 1e+21",
    "-1.25e300, -1.25e+300",
    "0.000001, 0.000001",
    "0.00000015, 1.5e-7",
    "4.9e-324, 4.9e-324",
    "3.141592653589793, 3.141592653589793",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf"
  })
  void numbers(double value, String text) {
    assertText(new ProtoWriter().fixed64Field(4, Double.doubleToRawLongBits(value)), text);
  }

  @Test
  void scalars() {
    assertText(new ProtoWriter(), "");
    assertText(new ProtoWriter().stringField(1, ""), "");
    assertText(new ProtoWriter().stringField(1, "a \"b\" \n ö"), "a \"b\" \n ö");
    assertText(new ProtoWriter().varintField(2, 1), "true");
    assertText(new ProtoWriter().varintField(2, 0), "false");
    assertText(new ProtoWriter().varintField(3, 0), "0");
    assertText(new ProtoWriter().varintField(3, Long.MIN_VALUE), "-9223372036854775808");
    assertText(new ProtoWriter().varintField(3, Long.MAX_VALUE), "9223372036854775807");
    assertText(new ProtoWriter().bytesField(7, new byte[] {1, 2, 3, 4}), "AQIDBA==");
  }

  @Test
  void listsAreJson() {
    ProtoWriter values = new ProtoWriter();
    values.messageField(1, new ProtoWriter().stringField(1, "a\"\\\u0001"));
    values.messageField(1, new ProtoWriter().varintField(3, -5)).varintField(9, 1);
    values.messageField(1, new ProtoWriter()).messageField(1, new ProtoWriter().varintField(2, 1));
    values.messageField(1, new ProtoWriter().bytesField(7, new byte[] {1}));
    ProtoWriter array = new ProtoWriter().messageField(5, values);
    String text = "[\"a\\\"\\\\\\u0001\",-5,null,true,\"AQ==\"]";
    assertText(array, text);
    ProtoWriter pairs = new ProtoWriter();
    pairs.messageField(1, new ProtoWriter().stringField(1, "k").messageField(2, array));
    pairs.messageField(
        1,
        new ProtoWriter()
            .stringField(1, "d")
            .messageField(2, new ProtoWriter().fixed64Field(4, 0)));
    assertText(new ProtoWriter().messageField(6, pairs), "{\"k\":" + text + ",\"d\":0}");
    assertText(new ProtoWriter().bytesField(5, new byte[0]), "[]");
    assertText(new ProtoWriter().bytesField(6, new byte[0]), "{}");
  }

  @Test
  void deepNestingIsCutNotFollowed() {
    ProtoWriter value = new ProtoWriter().stringField(1, "the end");
    for (int i = 0; i < 2000; i++) {
      value = new ProtoWriter().messageField(5, new ProtoWriter().messageField(1, value));
    }
    String text = read(value).text();
    assertThat(text).startsWith("[[[[").contains("[...]").endsWith("]]]]").hasSizeLessThan(50);
  }

  @Test
  void malformedListsEndEarly() {
    ProtoWriter one = new ProtoWriter().messageField(1, new ProtoWriter().varintField(3, 7));
    assertText(new ProtoWriter().messageField(5, one.raw(0x0b)), "[7]");
  }

  private static void assertText(ProtoWriter value, String text) {
    ValueReader reader = read(value);
    assertThat(reader.text()).isEqualTo(text);
  }

  private static ValueReader read(ProtoWriter value) {
    byte[] bytes = value.toByteArray();
    ValueReader reader = new ValueReader();
    reader.of(bytes, 0, bytes.length);
    return reader;
  }
}
