package io.spanweir.config;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.OtherKeys;
import io.spanweir.core.component.Required;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code service::telemetry::resource}, in either form that the Collector takes. */
@Description(
    "What own metrics are of: attributes and their values, shown as target_info beside"
        + " service.name, service.version and service.instance.id; one of those without a value is"
        + " left out.")
@NotYet({
  "attributes_list: give each attribute under attributes",
  "detectors: give the attributes",
  "schema_url: own metrics have none"
})
public record ResourceConfig(
    @Description("Attributes in the form of declarative configurations.")
        List<Attribute> attributes,
    @OtherKeys @Description("An attribute and its value.") Map<String, String> others) {
  static final ResourceConfig DEFAULT = new ResourceConfig(List.of(), Map.of());

  /** One attribute. */
  @Description("An attribute.")
  public record Attribute(
      @Required @Description("Its name.") String name,
      @Description("Its value.") String value,
      @Description("Changes nothing: values are shown as texts.") String type) {
    /** What holds where the block says nothing. */
    public static Attribute defaults() {
      return new Attribute("", "", "");
    }
  }

  /** Values by name, of both forms; an empty one for an attribute that is to be left out. */
  public Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    attributes.forEach(attribute -> all.put(attribute.name(), attribute.value()));
    all.putAll(others);
    return all;
  }
}
