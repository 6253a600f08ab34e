package io.spanweir.receiver.jaeger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelDropsTest {
  private static final String HEAD =
      "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode ref pointer drops             \n";

  @TempDir private Path folder;

  @Test
  void findsTheSocketByItsPort() throws Exception {
    Path four = folder.resolve("udp");
    Files.writeString(
        four,
        HEAD
            + "  353: 0100007F:1AAF 00000000:0000 07 00000000:00000380 00:00000000 00000000     0"
            + "        0 20938 2 0000000000000000 17        \n"
            + "  354: 0100007F:1AB0 00000000:0000 07 00000000:00000001 00:00000000 00000000     0"
            + "        0 20939 2 0000000000000000 99        \n");
    Path six = folder.resolve("udp6");
    Files.writeString(
        six,
        HEAD
            + "  353: 00000000000000000000000001000000:1AAF 00000000000000000000000000000000:0000 07"
            + " 00000000:00000010 00:00000000 00000000     0        0 20938 2 0000000000000000 3\n");
    KernelDrops drops = new KernelDrops(List.of(four, six), 6831);
    assertThat(drops.dropped()).isEqualTo(20);
    assertThat(drops.waiting()).isEqualTo(0x390);
  }

  @Test
  void saysNothingWhereThereIsNothing() throws Exception {
    Path odd = folder.resolve("odd");
    Files.writeString(odd, "a b:c\n\n" + "x ".repeat(20) + "\n");
    assertThat(new KernelDrops(List.of(odd, folder.resolve("none")), 6831).dropped()).isZero();
  }
}
