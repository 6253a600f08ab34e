package io.spanweir.bench.workload;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Made-up names, paths, statements and ids. About half of the letters come from small vocabularies
 * and half are random, so that a batch compresses about 3.5 times, as recorded traffic does.
 */
final class SpanTexts {
  private static final List<String> NOUNS =
      List.of(
          "orders",
          "carts",
          "payments",
          "users",
          "items",
          "shipments",
          "prices",
          "sessions",
          "offers",
          "reviews",
          "accounts",
          "invoices",
          "baskets",
          "coupons",
          "stocks",
          "returns");
  private static final List<String> VERBS =
      List.of("load", "find", "create", "update", "check", "list", "remove", "reserve", "quote");
  private static final List<String> METHODS = List.of("GET", "GET", "GET", "POST", "PUT", "DELETE");
  private static final List<String> TIERS = List.of("std", "std", "pro", "biz", "dev");
  private static final List<String> REGIONS = List.of("eu-west-1", "us-east-2", "ap-south-1");
  private static final List<String> AGENTS =
      List.of(
          "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0",
          "okhttp/4.12.0",
          "Apache-HttpClient/5.3.1 (Java/17.0.11)",
          "python-requests/2.32.3",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Safari/604.1");
  private static final List<String> DATABASES = List.of("postgresql", "mysql", "redis", "mongodb");

  private final RandomGenerator random;

  SpanTexts(RandomGenerator random) {
    this.random = random;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  String noun() {
    return pick(NOUNS);
  }

  String verb() {
    return pick(VERBS);
  }

  String method() {
    return pick(METHODS);
  }

  String region() {
    return pick(REGIONS);
  }

  String agent() {
    return pick(AGENTS);
  }

  String database() {
    return pick(DATABASES);
  }

  /** Returns a tier of three letters that is not the one the workload looks for. */
  String tier() {
    return pick(TIERS);
  }

  String path() {
    return "/api/v2/" + noun() + "/" + hex(16) + "/" + noun();
  }

  String statement() {
    String table = noun();
    return "SELECT id, state FROM " + table + " WHERE id = " + hex(16) + " AND state = ?";
  }

  String function() {
    String noun = noun();
    String type = noun.substring(0, 1).toUpperCase(Locale.ROOT) + noun.substring(1);
    return "com.acme." + noun + "." + type + "Service." + verb() + type;
  }

  String address() {
    return "10." + below(8) + "." + below(256) + "." + below(256);
  }

  String hex(int letters) {
    return letters(letters, "0123456789abcdef");
  }

  private String token(int letters) {
    return letters(letters, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
  }

  /** Returns words and tokens, cut at exactly so many letters. */
  String prose(int letters) {
    StringBuilder text = new StringBuilder(letters + 16);
    while (text.length() < letters) {
      text.append(verb()).append('=').append(token(24)).append(' ');
    }
    text.setLength(letters);
    return text.toString();
  }

  private String letters(int count, String alphabet) {
    StringBuilder text = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      text.append(alphabet.charAt(below(alphabet.length())));
    }
    return text.toString();
  }

  private String pick(List<String> choices) {
    return choices.get(below(choices.size()));
  }
}
