package io.spanweir.core.door;

import io.spanweir.core.component.InvalidConfigException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a body may be encoded as, in either door. */
public enum Coding {
  IDENTITY("identity", 1),
  GZIP("gzip", 1 << 20),
  ZSTD("zstd", 4 << 20),
  /** Deflate in zlib's frame (RFC 9110 §8.4.1.2), and without it, as some senders have it. */
  DEFLATE("deflate", 1 << 20);

  /** What the Collector's HTTP server takes and this one takes too. */
  public static final List<String> NAMES = List.of("", "gzip", "zstd", "zlib", "deflate");

  /** What it takes where nothing is said; a file that says so asks for nothing else. */
  private static final Set<String> COLLECTORS =
      Set.of("", "gzip", "zstd", "zlib", "snappy", "deflate", "lz4");

  private final String label;
  private final int turnBytes;

  Coding(String label, int turnBytes) {
    this.label = label;
    this.turnBytes = turnBytes;
  }

  /** The name in {@code Content-Encoding} and {@code grpc-encoding}. */
  public String label() {
    return label;
  }

  /** What is decoded in one go, about two milliseconds; then others on the loop get their turn. */
  public int turnBytes() {
    return turnBytes;
  }

  /**
   * A decoder for bodies of this coding.
   *
   * @throws LinkageError when this machine has no library for it
   */
  public BodyDecoder decoder() {
    return switch (this) {
      case IDENTITY -> throw new IllegalStateException("there is nothing to decode");
      case GZIP -> new Gunzip();
      case ZSTD -> new Unzstd();
      case DEFLATE -> new Undeflate();
    };
  }

  /**
   * Those of a list. A body without an encoding is taken in any case, as the Collector takes it.
   *
   * @throws InvalidConfigException for the key {@code compression_algorithms}
   */
  public static Set<Coding> all(List<String> names) {
    Set<Coding> codings = EnumSet.of(IDENTITY);
    for (String name : Set.copyOf(names).equals(COLLECTORS) ? NAMES : names) {
      Coding coding = named(name);
      if (coding == null) {
        throw new InvalidConfigException(
            "compression_algorithms",
            "has \"" + name + "\", which is not decoded here",
            "\"\", gzip, zstd, zlib, deflate");
      }
      codings.add(coding);
    }
    return codings;
  }

  /** Null if the name is none of these. */
  public static @Nullable Coding named(String name) {
    return switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> IDENTITY;
      case "gzip", "x-gzip" -> GZIP;
      case "zstd" -> ZSTD;
      case "deflate", "zlib" -> DEFLATE;
      default -> null;
    };
  }
}
