package io.spanweir.core.component;

import org.jspecify.annotations.Nullable;

/**
 * An extension that decides who may send to a door. Any thread; returns at once, which is why what
 * it needs from a file is in memory.
 */
public interface ServerAuthenticator {
  /**
   * @param headers of the request, asked by names in lower case
   * @return null to let the request in; else what it lacks, for a person, without a secret in it
   */
  @Nullable String refusal(Headers headers);

  /**
   * The same for whoever can wait: an authenticator that has to think for longer than an event loop
   * may settles it on another thread. It is settled in any case.
   *
   * @param headers may be asked during this call only
   */
  default Verdict verdict(Headers headers) {
    String refusal = refusal(headers);
    return refusal == null ? Verdict.ADMITTED : Verdict.refused(refusal);
  }

  /** The value of {@code WWW-Authenticate} that goes with a 401; empty for none. */
  default String challenge() {
    return "";
  }

  /** The headers of a request. */
  interface Headers {
    /** The first value of a header, null if it isn't there. */
    @Nullable String get(String lowerCaseName);
  }
}
