package io.spanweir.processor.tailsampling.policy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Which traces a share keeps: FNV-1a over salt and id, and the Collector's threshold, in full. */
public final class ShareOracle {
  private static final BigInteger MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private ShareOracle() {}

  /**
   * @param percent more than 0 and less than 100: none and all are exact
   */
  public static boolean keeps(String salt, double percent, long idHigh, long idLow) {
    return hash(salt, idHigh, idLow).compareTo(threshold(percent)) <= 0;
  }

  static BigInteger hash(String salt, long idHigh, long idLow) {
    byte[] text = salt.getBytes(StandardCharsets.UTF_8);
    ByteBuffer input = ByteBuffer.allocate(text.length + 16);
    return fnv(input.put(text).putLong(idHigh).putLong(idLow).array());
  }

  static BigInteger fnv(byte[] input) {
    BigInteger hash = new BigInteger("14695981039346656037");
    for (byte b : input) {
      hash = hash.xor(BigInteger.valueOf(b & 0xff)).multiply(new BigInteger("1099511628211"));
      hash = hash.and(MAX);
    }
    return hash;
  }

  /** Go: big.Float(2^64 - 1) times the share, in 64 bits of precision, cut to an integer. */
  static BigInteger threshold(double percent) {
    BigDecimal exact = new BigDecimal(percent / 100).multiply(new BigDecimal(MAX));
    if (exact.signum() == 0) {
      return BigInteger.ZERO;
    }
    int exponent = exact.toBigInteger().bitLength();
    int shift = Math.max(0, 64 - exponent);
    BigDecimal scaled = exact.multiply(new BigDecimal(BigInteger.TWO.pow(shift)));
    BigInteger rounded = scaled.setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
    return rounded.shiftRight(shift).min(MAX);
  }
}
