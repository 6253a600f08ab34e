package io.spanweir.extension.auth;

import io.spanweir.core.component.Description;
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
  public enum Action {
    INSERT,
    UPSERT
  }

  /** One header. */
  @Description("A header that is sent")
  @NotYet({
    "from_context: batches hold spans of many requests, so their headers are not kept; give value",
    "from_attribute: batches hold spans of many requests, so their metadata is not kept; give value",
    "default_value: goes with from_context; give value"
  })
  public record Header(
      @Description("upsert, or insert, which means the same: configured headers are sent once")
          Action action,
      @Required @Description("Its name") String key,
      @Description("Its value") Secret value,
      @Description("File with its value, read again when it changes") String valueFile) {
    public Header {
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
      return new Header(Action.UPSERT, "", new Secret(""), "");
    }
  }
}
