package io.spanweir.extension.auth;

import io.spanweir.core.component.ServerAuthenticator;
import io.spanweir.core.component.Settings;
import io.spanweir.core.component.Verdict;
import io.spanweir.core.runtime.Clock;
import io.spanweir.core.runtime.Loop;
import io.spanweir.core.runtime.Loops;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code basicauth} of a door. Headers that were found good are remembered, since bcrypt takes
 * longer than an event loop may: it is done on the work loop, once for all requests that bring the
 * same header meanwhile. How many others it looks at is bounded, so that nobody holds that up by
 * guessing. Any thread.
 */
final class BasicAuthServer extends AuthExtension implements ServerAuthenticator {
  private static final int GOOD_MAX = 10_000;
  private static final int SLOW_LOOKS_PER_SECOND = 4;
  private static final String SCHEME = "basic ";

  private final Clock clock;
  private final Loop work;
  private final List<String> inline;

  /** Who is known, and the headers that were found good: forgotten when the file changes. */
  private record Known(PasswordBook book, Set<String> good, Map<String, Verdict> looking) {}

  private volatile Known known;
  private long secondStartNanos;
  private int slowLooks;

  static BasicAuthServer create(Settings settings, BasicAuthConfig.Htpasswd config) {
    BasicAuthServer[] made = new BasicAuthServer[1];
    String path = "extensions::" + settings.id() + "::htpasswd::file";
    List<SecretFile> files =
        config.file().isEmpty()
            ? List.of()
            : List.of(new SecretFile(settings, path, config.file(), lines -> made[0].put(lines)));
    made[0] = new BasicAuthServer(settings.loops(), config, files);
    return made[0];
  }

  private BasicAuthServer(Loops loops, BasicAuthConfig.Htpasswd config, List<SecretFile> files) {
    super(files);
    clock = loops.clock();
    work = loops.workLoop();
    inline = config.inline().reveal().lines().map(String::strip).toList();
    secondStartNanos = clock.nanoTime();
    known = know(List.of());
  }

  private void put(List<String> fileLines) {
    known = know(fileLines);
  }

  private Known know(List<String> fileLines) {
    List<String> all = new ArrayList<>(fileLines);
    all.addAll(inline);
    return new Known(
        new PasswordBook(all), ConcurrentHashMap.newKeySet(), new ConcurrentHashMap<>());
  }

  @Override
  public @Nullable String refusal(Headers headers) {
    Verdict verdict = verdict(headers, Runnable::run);
    return verdict.isSettled() ? verdict.refusal() : "the password is looked at, try again";
  }

  @Override
  public Verdict verdict(Headers headers) {
    return verdict(headers, work::execute);
  }

  /** What takes long is done by {@code slowly}. */
  private Verdict verdict(Headers headers, Executor slowly) {
    String header = headers.get("authorization");
    if (header == null) {
      return Verdict.refused("the header authorization is missing");
    }
    Known now = known;
    if (now.good.contains(header)) {
      return Verdict.ADMITTED;
    }
    String[] pair = pair(header);
    if (pair == null) {
      return Verdict.refused("the header authorization holds no name and password");
    }
    if (!now.book.isSlow(pair[0])) {
      return Verdict.refused(look(now, header, pair));
    }
    Verdict looking = now.looking.get(header);
    if (looking != null) {
      return looking;
    }
    if (!mayLook()) {
      return Verdict.refused("too many passwords are tried, try again in a second");
    }
    Verdict verdict = new Verdict();
    now.looking.put(header, verdict);
    slowly.execute(
        () -> {
          String refusal = look(now, header, pair);
          now.looking.remove(header);
          verdict.settle(refusal);
        });
    return verdict;
  }

  private static @Nullable String look(Known now, String header, String[] pair) {
    if (!now.book.matches(pair[0], pair[1])) {
      return "the name or the password is wrong";
    }
    if (now.good.size() < GOOD_MAX) {
      now.good.add(header);
    }
    return null;
  }

  private synchronized boolean mayLook() {
    long now = clock.nanoTime();
    if (now - secondStartNanos >= TimeUnit.SECONDS.toNanos(1)) {
      secondStartNanos = now;
      slowLooks = 0;
    }
    return slowLooks++ < SLOW_LOOKS_PER_SECOND;
  }

  /** Name and password, null if the header holds none. */
  private static String @Nullable [] pair(String header) {
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
      String text = new String(decoded, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0 ? null : new String[] {text.substring(0, colon), text.substring(colon + 1)};
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public String challenge() {
    return "Basic realm=\"spanweir\"";
  }
}
