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
  "from_context: has values of auth.* not at all, and others of up to 256 characters; the otlp"
      + " receiver must have include_metadata, for client.address too",
  "pattern: looks at the first 16 KiB of a text; expressions of more than 10,000 steps are"
      + " refused",
  "key: of attributes that come twice with one key the first is changed, the others are deleted"
})
@NotYet("default_value: insert the attribute behind this action")
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
    @Description(
            "Takes the value of what the spans came with, if it is there: metadata.NAME for a header"
                + " of the request, client.address for its sender")
        String fromContext,
    @Description("What convert makes of the value") @Nullable ConvertedType convertedType) {
  private static final String AUTH = "auth.";

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
        int sources = value == null ? 0 : 1;
        sources += fromAttribute.isEmpty() ? 0 : 1;
        sources += fromContext.isEmpty() ? 0 : 1;
        needs(
            sources == 1,
            "value",
            "is needed, or from_attribute, or from_context, and one alone",
            "one of the three");
        needs(
            !fromContext.startsWith(AUTH),
            "from_context",
            "asks what an authenticator knows, and those here say yes or no",
            "metadata.NAME or client.address");
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
    boolean sets = action == Action.INSERT || action == Action.UPDATE || action == Action.UPSERT;
    needs(sets || fromContext.isEmpty(), "from_context", "has no meaning for this action", "none");
    boolean convert = action == Action.CONVERT || convertedType == null;
    needs(convert, "converted_type", "has no meaning for this action", "only with convert");
  }

  static ActionConfig defaults() {
    return new ActionConfig(Action.DELETE, "key", null, "", "", "", null);
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
