package io.spanweir.processor.match;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is remembered is what would be found anew, whatever has given way to what. */
class MatchCacheTest {
  private static final List<String> EXPRESSIONS = List.of("^GET /a", "[3-5]7$", "(?i)é+x", "q.q");
  private static final int TEXTS = 1_000;
  private static final int REMEMBERED_MAX = 512;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean find(MatchCache cache, String text) {
    byte[] bytes = utf8(text);
    return cache.find(bytes, 0, bytes.length);
  }

  private static boolean expected(String text) {
    return EXPRESSIONS.stream()
        .anyMatch(e -> Pattern.compile(e, Pattern.UNICODE_CASE).matcher(text).find());
  }

  /** A thousand texts and room for a few of them, so that sets are full all the time. */
  @Test
  void answersAreThoseOfTheExpressionsHoweverFewAreRemembered() {
    Seed.each(
        20,
        seed -> {
          Rng rng = new Rng(seed);
          List<String> texts = new ArrayList<>();
          for (int i = 0; i < TEXTS; i++) {
            texts.add(text(rng, i));
          }
          List<Boolean> expected = texts.stream().map(MatchCacheTest::expected).toList();
          assertThat(expected).contains(true, false);
          MatchCache cache = new MatchCache(EXPRESSIONS, rng.pick(List.of(0, 4, 5, 16, 128)));
          for (int i = 0; i < 20 * TEXTS; i++) {
            // Half of them from a few texts, which are found again.
            int at = rng.below(rng.percent(50) ? 10 : TEXTS);
            byte[] text = utf8(texts.get(at));
            int from = rng.below(4);
            byte[] within = new byte[from + text.length + rng.below(4)];
            Arrays.fill(within, (byte) '7');
            System.arraycopy(text, 0, within, from, text.length);
            assertThat(cache.find(within, from, from + text.length))
                .as(texts.get(at))
                .isEqualTo(expected.get(at));
          }
        });
  }

  /** Some differ from others in their length or their last byte alone. */
  private static String text(Rng rng, int number) {
    String text = rng.pick(List.of("GET /", "POST /a", "é", "ÉX", "q", "")) + number;
    return rng.percent(20) ? text + "x".repeat(rng.between(500, 520)) + number % 60 : text;
  }

  @Test
  void ofASetTheTextThatWasAskedLongestAgoGivesWay() {
    MatchCache cache = new MatchCache(EXPRESSIONS, 4);
    List.of("a", "b", "c", "d").forEach(text -> find(cache, text));
    assertThat(remembers(cache, "a")).isTrue();
    find(cache, "e");
    for (String text : List.of("a", "c", "d", "e")) {
      assertThat(remembers(cache, text)).as(text).isTrue();
    }
    assertThat(remembers(cache, "b")).isFalse();
  }

  @Test
  void aLongTextIsFoundAndNotRemembered() {
    MatchCache cache = new MatchCache(EXPRESSIONS, 4);
    for (String end : List.of("37", "27")) {
      String longest = "x".repeat(REMEMBERED_MAX - 2) + end;
      assertThat(find(cache, longest)).isEqualTo(end.equals("37"));
      assertThat(remembers(cache, longest)).isTrue();
      String longer = "x" + longest;
      assertThat(find(cache, longer)).isEqualTo(end.equals("37"));
      assertThat(remembers(cache, longer)).isFalse();
      assertThat(remembers(cache, longest)).as("nothing had to go for the longer one").isTrue();
    }
  }

  /** Two mebibytes of a value are as good as their first sixteen kibibytes. */
  @Test
  void ofAVeryLongTextTheBeginningIsLookedAt() {
    MatchCache cache = new MatchCache(List.of("abc"), 4);
    int cut = MatchCache.LOOKED_AT_MAX;
    for (int at : new int[] {0, 1_000, cut - 3}) {
      assertThat(cache.find(large(at), 0, 2 << 20)).as("at %s", at).isTrue();
    }
    for (int at : new int[] {cut - 2, cut, 1 << 20, (2 << 20) - 3}) {
      assertThat(cache.find(large(at), 0, 2 << 20)).as("at %s", at).isFalse();
    }
    assertThat(cache.find(large(cut + 7), 10, 2 << 20)).as("counted from where it is").isTrue();
    assertThat(cache.find(large(cut + 8), 10, 2 << 20)).isFalse();
  }

  @Test
  void aVeryLongTextCostsWhatItsBeginningCosts() {
    MatchCache cache = new MatchCache(List.of("abc"), 4);
    byte[] large = large(1 << 20);
    cache.find(large, 0, large.length);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    cache.find(large, 0, large.length);
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
        .isLessThan(4L * MatchCache.LOOKED_AT_MAX);
  }

  private static byte[] large(int at) {
    byte[] large = new byte[2 << 20];
    Arrays.fill(large, (byte) 'x');
    System.arraycopy(utf8("abc"), 0, large, at, 3);
    return large;
  }

  /** A text whose answer is remembered costs no memory. Asking counts as asking. */
  private static boolean remembers(MatchCache cache, String text) {
    byte[] bytes = utf8(text);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    cache.find(bytes, 0, bytes.length);
    return THREADS.getCurrentThreadAllocatedBytes() == before;
  }
}
