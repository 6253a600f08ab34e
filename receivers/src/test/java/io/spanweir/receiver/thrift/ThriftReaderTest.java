package io.spanweir.receiver.thrift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.otlp.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ThriftReaderTest {
  private final ThriftReader reader = new ThriftReader();

  @Test
  void readsEveryType() throws MalformedException {
    byte[] struct =
        ThriftBytes.start()
            .field(ThriftReader.BOOL, 1)
            .i8(1)
            .field(ThriftReader.BYTE, 2)
            .i8(-3)
            .field(ThriftReader.I16, 3)
            .i16(-400)
            .field(ThriftReader.I32, 4)
            .i32(-70_000)
            .field(ThriftReader.I64, 5)
            .i64(Long.MIN_VALUE)
            .field(ThriftReader.DOUBLE, 6)
            .i64(Double.doubleToRawLongBits(1.5))
            .field(ThriftReader.STRING, -7)
            .text("é")
            .stop()
            .bytes();
    reader.reset(struct, 0, struct.length).enter();
    assertThat(reader.field() && reader.is(1, ThriftReader.BOOL) && reader.bool()).isTrue();
    assertThat(reader.field() && reader.i8() == -3).isTrue();
    assertThat(reader.field() && reader.i16() == -400).isTrue();
    assertThat(reader.field() && reader.i32() == -70_000).isTrue();
    assertThat(reader.field() && reader.i64() == Long.MIN_VALUE).isTrue();
    assertThat(reader.field() && reader.float64() == 1.5).isTrue();
    assertThat(reader.field()).isTrue();
    assertThat(reader.id()).isEqualTo(-7);
    assertThat(reader.type()).isEqualTo(ThriftReader.STRING);
    reader.binary();
    assertThat(reader.string()).isEqualTo("é").isEqualTo(text());
    assertThat(reader.field()).isFalse();
    assertThat(reader.left()).isZero();
  }

  private String text() {
    int length = reader.to() - reader.from();
    return new String(reader.bytes(), reader.from(), length, StandardCharsets.UTF_8);
  }

  @Test
  void skipsEveryTypeByItsType() throws MalformedException {
    byte[] struct = everything();
    reader.reset(struct, 0, struct.length).skip(ThriftReader.STRUCT);
    assertThat(reader.position()).isEqualTo(struct.length);
  }

  @Test
  void breaksOffAtEveryByte() {
    byte[] struct = everything();
    for (int length = 0; length < struct.length; length++) {
      reader.reset(struct, 0, length);
      assertThatThrownBy(() -> reader.skip(ThriftReader.STRUCT))
          .isInstanceOf(MalformedException.class);
    }
  }

  private static byte[] everything() {
    return ThriftBytes.start()
        .field(ThriftReader.BOOL, 1)
        .i8(1)
        .field(ThriftReader.DOUBLE, 2)
        .i64(0)
        .field(ThriftReader.STRING, 3)
        .text("text")
        .field(ThriftReader.STRUCT, 4)
        .field(ThriftReader.I16, 1)
        .i16(1)
        .stop()
        .field(ThriftReader.LIST, 5)
        .i8(ThriftReader.I32)
        .i32(2)
        .i32(1)
        .i32(2)
        .field(ThriftReader.SET, 6)
        .i8(ThriftReader.STRUCT)
        .i32(2)
        .stop()
        .stop()
        .field(ThriftReader.LIST, 7)
        .i8(ThriftReader.STOP)
        .i32(0)
        .field(ThriftReader.MAP, 8)
        .i8(ThriftReader.STRING)
        .i8(ThriftReader.LIST)
        .i32(1)
        .text("key")
        .i8(ThriftReader.STRING)
        .i32(1)
        .text("value")
        .field(ThriftReader.MAP, 9)
        .i8(0)
        .i8(0)
        .i32(0)
        .stop()
        .bytes();
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 1 << 30, 9})
  void refusesSizesThatCannotBe(int size) {
    List<byte[]> bodies =
        List.of(
            ThriftBytes.start().field(ThriftReader.STRING, 1).i32(size).i64(0).bytes(),
            list(ThriftReader.STRUCT, size),
            list(ThriftReader.BYTE, size),
            list(ThriftReader.I64, size),
            list(ThriftReader.LIST, size),
            list(1, size),
            ThriftBytes.start()
                .field(ThriftReader.MAP, 1)
                .i8(ThriftReader.BYTE)
                .i8(ThriftReader.BYTE)
                .i32(size)
                .i64(0)
                .bytes());
    for (byte[] body : bodies) {
      reader.reset(body, 0, body.length);
      assertThatThrownBy(() -> reader.skip(ThriftReader.STRUCT))
          .isInstanceOf(MalformedException.class)
          .hasMessageMatching(".*(where there are|unknown type).*");
    }
  }

  private static byte[] list(int type, int size) {
    return ThriftBytes.start().field(ThriftReader.LIST, 1).i8(type).i32(size).i64(0).bytes();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 7, 9, 16, 127, -1, -128})
  void refusesTypesThatAreNone(int type) {
    byte[] body = ThriftBytes.start().field(type, 1).i64(0).i64(0).bytes();
    reader.reset(body, 0, body.length);
    assertThatThrownBy(() -> reader.skip(ThriftReader.STRUCT))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("unknown type");
  }

  @Test
  void nestsNotTooDeep() {
    ThriftBytes structs = ThriftBytes.start();
    ThriftBytes lists = ThriftBytes.start().field(ThriftReader.LIST, 1);
    ThriftBytes maps = ThriftBytes.start().field(ThriftReader.MAP, 1);
    for (int i = 0; i < 100_000; i++) {
      structs.field(ThriftReader.STRUCT, 1);
      lists.i8(ThriftReader.LIST).i32(1);
      maps.i8(ThriftReader.MAP).i8(ThriftReader.MAP).i32(1);
    }
    for (ThriftBytes deep : List.of(structs, lists, maps)) {
      byte[] body = deep.bytes();
      reader.reset(body, 0, body.length);
      assertThatThrownBy(() -> reader.skip(ThriftReader.STRUCT))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("levels");
    }
  }

  @Test
  void levelsThatWereLeftDontCount() throws MalformedException {
    ThriftBytes flat = ThriftBytes.start();
    for (int i = 0; i < 1_000; i++) {
      flat.field(ThriftReader.LIST, 1).i8(ThriftReader.STRUCT).i32(1).stop();
      flat.field(ThriftReader.STRUCT, 2).stop();
    }
    byte[] body = flat.stop().bytes();
    reader.reset(body, 0, body.length).skip(ThriftReader.STRUCT);
    assertThat(reader.left()).isZero();
  }

  @Test
  void readsASlice() throws MalformedException {
    byte[] body = ByteBuffer.allocate(12).putInt(2).putInt(1).putInt(3).array();
    assertThat(reader.reset(body, 4, 8).i32()).isEqualTo(1);
    assertThatThrownBy(reader::i8).isInstanceOf(MalformedException.class);
  }

  @Test
  void asksForFieldsInOrder() throws MalformedException {
    byte[] struct =
        ThriftBytes.start()
            .field(ThriftReader.I64, 1)
            .i64(7)
            .field(ThriftReader.BOOL, 2)
            .i8(1)
            .stop()
            .bytes();
    reader.reset(struct, 0, struct.length).enter();
    assertThat(reader.isNext(2, ThriftReader.BOOL)).isFalse();
    assertThat(reader.isNext(1, ThriftReader.I32)).isFalse();
    assertThat(reader.isNext(1, ThriftReader.I64)).isTrue();
    assertThat(reader.i64()).isEqualTo(7);
    assertThat(reader.field() && reader.is(2, ThriftReader.BOOL) && reader.bool()).isTrue();
    assertThat(reader.isNext(0, ThriftReader.STOP)).isFalse();
    assertThat(reader.field()).isFalse();
  }

  @Test
  void tellsAsciiFromOtherTexts() throws MalformedException {
    for (int length = 0; length < 40; length++) {
      for (int odd = -1; odd < length + 8; odd++) {
        byte[] text = new byte[length + 8];
        if (odd >= 0) {
          text[odd] = (byte) 0x80;
        }
        for (int room : new int[] {0, 8}) {
          byte[] body = ThriftBytes.start().i32(length).raw(text).bytes();
          byte[] cut = Arrays.copyOf(body, 4 + length + room);
          reader.reset(cut, 0, cut.length).binary();
          assertThat(reader.isAscii()).isEqualTo(odd < 0 || odd >= length);
        }
      }
    }
  }
}
