package io.spanweir.core.component;

/** {@code auth} of a door or of an exporter; names of the OpenTelemetry Collector. */
@Description("Which extension says who may come in, or says who we are")
@NotYet({"request_params: credentials are read from headers", "response_headers: none are added"})
public record AuthConfig(
    @Required @Description("Id of an extension that service::extensions lists")
        ExtensionRef authenticator) {
  private static final ExtensionRef NOBODY = ExtensionRef.parse("nobody");

  /** The placeholder of a key that must be there. */
  public static AuthConfig defaults() {
    return new AuthConfig(NOBODY);
  }
}
