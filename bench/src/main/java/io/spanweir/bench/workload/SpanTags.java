package io.spanweir.bench.workload;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The attributes of W1's spans as texts, for encodings with tags: those that policies look for
 * first, then as many as fit.
 */
final class SpanTags {
  static final String TIER_KEY = "customer.tier";
  static final String VIP = "vip";

  /** The key that makes a span an error, and what stands in its place in others. */
  static final String ERROR_KEY = "error";

  static final String NO_ERROR_KEY = "plain";
  static final String NOTE_KEY = "app.note";

  private final SpanTexts texts;
  private final Map<String, String> wanted = new LinkedHashMap<>();

  SpanTags(RandomGenerator random) {
    texts = new SpanTexts(random);
    wanted.put(TIER_KEY, texts.tier());
    wanted.put("http.request.method", texts.method());
    wanted.put("url.path", texts.path());
    wanted.put("http.response.status_code", Integer.toString(200 + texts.below(5)));
    wanted.put("request.id", texts.hex(32));
    wanted.put("network.peer.address", texts.address());
    wanted.put("server.address", texts.noun() + "." + texts.region() + ".svc");
    wanted.put("db.system.name", texts.database());
    wanted.put("user_agent.original", texts.agent());
    wanted.put("server.port", Integer.toString(8000 + texts.below(100)));
    wanted.put("thread.name", "exec-" + texts.below(200));
    wanted.put("code.function.name", texts.function());
    wanted.put("db.query.text", texts.statement());
  }

  /** Returns a name of a span. */
  String name() {
    return wanted.get("http.request.method") + " /" + texts.noun();
  }

  /**
   * Returns as many tags as fit, with a note that fills the rest.
   *
   * @param bytes for all of them
   * @param overhead bytes that a tag takes besides the letters of its key and value
   */
  Map<String, String> fitting(int bytes, int overhead) {
    Map<String, String> fitting = new LinkedHashMap<>();
    int left = bytes - NOTE_KEY.length() - overhead;
    for (Map.Entry<String, String> tag : wanted.entrySet()) {
      int size = tag.getKey().length() + tag.getValue().length() + overhead;
      if (size < left) {
        fitting.put(tag.getKey(), tag.getValue());
        left -= size;
      }
    }
    fitting.put(NOTE_KEY, texts.prose(left));
    return fitting;
  }
}
