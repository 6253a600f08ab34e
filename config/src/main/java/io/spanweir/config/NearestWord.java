package io.spanweir.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds the known word that somebody who wrote another one probably meant. */
public final class NearestWord {
  private static final int PREFIX_MIN = 3;
  private static final int LENGTH_MAX = 64;

  private NearestWord() {}

  /**
   * The most similar of the known words; the first of several equally similar ones.
   *
   * @return null if none is similar enough to be meant: more than a third of its letters differ,
   *     and neither begins with the other
   */
  public static @Nullable String of(String word, Collection<String> known) {
    String wanted = normalized(word);
    if (wanted.isEmpty() || wanted.length() > LENGTH_MAX) {
      return null;
    }
    String nearest = null;
    int nearestDistance = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(wanted, normalized(candidate));
      if (distance < nearestDistance) {
        nearestDistance = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  private static String normalized(String word) {
    return Words.lower(word).replace("_", "").replace("-", "");
  }

  /** The edits from one to the other; {@code MAX_VALUE} when too many. A prefix counts as two. */
  private static int distance(String wanted, String candidate) {
    int shorter = Math.min(wanted.length(), candidate.length());
    int longer = Math.max(wanted.length(), candidate.length());
    int allowed = Math.max(1, longer / 3);
    int edits = longer - shorter > allowed ? Integer.MAX_VALUE : edits(wanted, candidate);
    boolean prefix =
        shorter >= PREFIX_MIN && (wanted.startsWith(candidate) || candidate.startsWith(wanted));
    if (edits > allowed) {
      edits = Integer.MAX_VALUE;
    }
    return prefix ? Math.min(edits, 2) : edits;
  }

  /** Insertions, deletions, replacements and swaps of neighbours. */
  private static int edits(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : cheapest(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int cheapest(int[][] d, String a, String b, int i, int j) {
    int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int cost = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(cost, d[i - 2][j - 2] + 1) : cost;
  }
}
