package io.spanweir.extension.auth;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.ExtensionRef;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.Required;
import io.spanweir.core.component.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code headers_setter}; keys of the OpenTelemetry Collector. */
@Description("Sends headers with every request of an exporter")
public record HeadersSetterConfig(
    @Required @Description("The headers") List<Header> headers,
    @Description("Another extension whose headers are sent besides; absent for none")
        @Nullable ExtensionRef additionalAuth) {
  static final HeadersSetterConfig DEFAULT = new HeadersSetterConfig(List.of(), null);

  public HeadersSetterConfig {
    headers = List.copyOf(headers);
  }

  /** What is done when a header is there already. */
  @NotYet({
    "update: upsert sends the header in any case; leave out the exporter's own",
    "delete: leave the header out of the exporter's headers"
  })
  public enum Action {
    INSERT,
    UPSERT
  }

  /** One header. */
  @Description("A header that is sent")
  @Differs({
    "from_context: a header that the request had not, or several times, is not sent, or has"
        + " default_value"
  })
  @NotYet(
      "from_attribute: authenticators say yes or no, and nothing else; give from_context or value")
  public record Header(
      @Description("upsert, or insert, which means the same: configured headers are sent once")
          Action action,
      @Required @Description("Its name") String key,
      @Description("Its value") Secret value,
      @Description("File with its value, read again when it changes") String valueFile,
      @Description(
              "Has the value that this header of the request had which the spans came with: the"
                  + " receiver must have include_metadata, and a batch processor between must have"
                  + " it in metadata_keys. Behind tail_sampling there is none")
          String fromContext,
      @Description("Its value where from_context finds none; empty for no header then")
          Secret defaultValue) {
    public Header {
      HeaderRules.checkValue("default_value", defaultValue);
      if (!fromContext.isEmpty()) {
        HeaderRules.checkName("from_context", fromContext);
      } else if (!defaultValue.reveal().isEmpty()) {
        throw new InvalidConfigException(
            "default_value", "stands without from_context", "value, for one that is always sent");
      }
      if (!fromContext.isEmpty() && !(value.reveal().isEmpty() && valueFile.isEmpty())) {
        throw new InvalidConfigException(
            "from_context", "is given beside another value", "one of the two");
      }
      if (!key.isEmpty()) {
        HeaderRules.checkName("key", key);
      }
      HeaderRules.checkValue("value", value);
      if (!value.reveal().isEmpty() && !valueFile.isEmpty()) {
        throw new InvalidConfigException("value_file", "is given beside value", "one of the two");
      }
    }

    /** What holds where the block says nothing. */
    public static Header defaults() {
      return new Header(Action.UPSERT, "", new Secret(""), "", "", new Secret(""));
    }
  }
}
