package io.spanweir.processor.attributes;

import com.google.re2j.Pattern;
import io.spanweir.core.component.AnyScalar;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.Required;
import io.spanweir.processor.match.Expressions;
import org.jspecify.annotations.Nullable;

/** What is done to one attribute; actions are done in their order. */
@Description("What is done to the attributes of one key, or of keys that fit a pattern")
@Differs({
  "pattern: looks at the first 16 KiB of a text; expressions of more than 10,000 steps are"
      + " refused",
  "key: of attributes that come twice with one key the first is changed, the others are deleted"
})
@NotYet({
  "from_context: nothing in a pipeline reads request headers; let the SDK or a Collector before"
      + " this one set the attribute",
  "default_value: insert the attribute behind this action"
})
public record ActionConfig(
    @Required
        @Description(
            "insert where there is none, update where there is one, upsert, delete,"
                + " hash (SHA-256, hexadecimal), extract (named groups of a pattern) or convert")
        Action action,
    @Description("The attribute's key; with delete and hash, pattern may stand instead") String key,
    @Description("The value: a text, a number, true or false") @Nullable AnyScalar value,
    @Description(
            "A regular expression (RE2): of keys for delete and hash, of the value with named"
                + " groups for extract")
        String pattern,
    @Description("Takes the value of this attribute, if it is there") String fromAttribute,
    @Description("What convert makes of the value") @Nullable ConvertedType convertedType) {

  /** The Collector's words. */
  enum Action {
    INSERT,
    UPDATE,
    UPSERT,
    DELETE,
    HASH,
    EXTRACT,
    CONVERT
  }

  /** What a value may be made. */
  enum ConvertedType {
    INT,
    DOUBLE,
    STRING
  }

  public ActionConfig {
    if (!pattern.isEmpty()) {
      Expressions.check("pattern", pattern);
    }
    switch (action) {
      case INSERT, UPDATE, UPSERT -> {
        needs(!key.isEmpty(), "key", "is missing", "the attribute's key");
        boolean one = (value == null) == !fromAttribute.isEmpty();
        needs(one, "value", "is needed, or from_attribute, not both", "one of the two");
        needs(pattern.isEmpty(), "pattern", "has no meaning for this action", "no pattern");
      }
      case DELETE, HASH -> {
        boolean any = !key.isEmpty() || !pattern.isEmpty();
        needs(any, "key", "is missing", "a key, or a pattern of keys");
        noSource(value, fromAttribute);
      }
      case EXTRACT -> {
        needs(!key.isEmpty(), "key", "is missing", "the attribute's key");
        needs(
            hasNames(pattern), "pattern", "has no groups, or one without a name", "(?P<name>...)");
        noSource(value, fromAttribute);
      }
      case CONVERT -> {
        needs(!key.isEmpty(), "key", "is missing", "the attribute's key");
        boolean said = convertedType != null;
        needs(said, "converted_type", "is missing", "int, double or string");
        noSource(value, fromAttribute);
      }
    }
    boolean convert = action == Action.CONVERT || convertedType == null;
    needs(convert, "converted_type", "has no meaning for this action", "only with convert");
  }

  static ActionConfig defaults() {
    return new ActionConfig(Action.DELETE, "key", null, "", "", null);
  }

  private static void noSource(@Nullable AnyScalar value, String fromAttribute) {
    needs(value == null, "value", "has no meaning for this action", "no value");
    needs(fromAttribute.isEmpty(), "from_attribute", "has no meaning for this action", "none");
  }

  private static boolean hasNames(String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return compiled.groupCount() > 0 && compiled.namedGroups().size() == compiled.groupCount();
  }

  private static void needs(boolean holds, String key, String problem, String expected) {
    if (!holds) {
      throw new InvalidConfigException(key, problem, expected);
    }
  }
}
