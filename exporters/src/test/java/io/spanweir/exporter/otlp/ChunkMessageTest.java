package io.spanweir.exporter.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ChunkMessageTest {
  private final ChunkPool pool = new ChunkPool(1 << 20, 1 << 20);

  private Chunk chunk() {
    Chunk chunk = pool.lease(3);
    chunk.bytes()[0] = 1;
    chunk.bytes()[1] = 2;
    chunk.bytes()[2] = (byte) 200;
    chunk.length(3);
    return chunk;
  }

  @Test
  void drainsExactlyTheValidBytes() throws IOException {
    ChunkMessage message = new ChunkMessage(chunk());
    assertThat(message.available()).isEqualTo(3);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(message.drainTo(out)).isEqualTo(3);
    assertThat(out.toByteArray()).containsExactly(1, 2, 200);
    assertThat(message.available()).isZero();
    assertThat(message.read()).isEqualTo(-1);
  }

  @Test
  void readsLikeAnyStream() throws IOException {
    ChunkMessage message = new ChunkMessage(chunk());
    assertThat(message.read()).isEqualTo(1);
    assertThat(message.readAllBytes()).containsExactly(2, 200);
  }

  @Test
  void holdsTheChunkUntilItIsRead() throws IOException {
    Chunk chunk = chunk();
    ChunkMessage message = new ChunkMessage(chunk);
    chunk.release();
    assertThat(pool.leasedBytes()).isPositive();
    message.drainTo(new ByteArrayOutputStream());
    message.abandon();
    assertThat(pool.leasedBytes()).as("the reader has it").isPositive();
    message.close();
    message.close();
    assertThat(pool.leasedBytes()).isZero();
  }

  @Test
  void cannotBeReadOnceItIsGivenUp() {
    Chunk chunk = chunk();
    ChunkMessage message = new ChunkMessage(chunk);
    message.abandon();
    message.abandon();
    message.close();
    chunk.release();
    assertThat(pool.leasedBytes()).isZero();
    assertThatThrownBy(() -> message.drainTo(new ByteArrayOutputStream()))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(message::read).isInstanceOf(IOException.class);
  }
}
