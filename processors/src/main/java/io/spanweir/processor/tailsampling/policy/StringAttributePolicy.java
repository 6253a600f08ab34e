package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Required;
import io.spanweir.processor.match.Expressions;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeIn;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeInFile;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeMatches;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps traces in which a resource or a span has an attribute with one of these texts. */
final class StringAttributePolicy implements Policy {
  private static final int CACHE_SIZE_DEFAULT = 128;

  /** Which attribute, which texts. */
  @Differs(
      value = {
        "enabled_regex_matching: looks at the first 16 KiB of a value; expressions of "
            + "more than 10,000 steps are refused",
        "cache_max_size: is 65,536 at most, for each shard; values of more than 512 "
            + "bytes are not remembered"
      },
      whole = {
        "integers, booleans and doubles are compared by their text, so that user.id 42 " + "matches"
      })
  @Description(
      "Keeps traces in which an attribute of a resource or span has one of these values. Integers,"
          + " booleans and doubles are compared by their text.")
  record Config(
      @Required @Description("The attribute's key.") String key,
      @Description("The values that match; empty ones are ignored.") List<String> values,
      @Description(
              "Whether the values are regular expressions (RE2), found anywhere in the attribute.")
          boolean enabledRegexMatching,
      @Description(
              "Values whose answer is remembered, with regular expressions; 0 for 128, 65536 at"
                  + " most.")
          int cacheMaxSize,
      @Description("Keeps the traces in which nothing matches instead.") boolean invertMatch,
      @Description(
              "A file with one more value on each line; read again when it changes. With regular"
                  + " expressions its lines are still compared as they are.")
          @Nullable String valuesFile)
      implements PolicySpec {
    static final Config DEFAULT = new Config("", List.of(), false, 0, false, null);

    Config {
      values = List.copyOf(values);
      if (enabledRegexMatching) {
        values.forEach(value -> Expressions.check("values", value));
      }
      if (valuesFile != null && valuesFile.isBlank()) {
        throw new InvalidConfigException("values_file", "is empty", "a path, or no such key");
      }
      if (!key.isEmpty() && values.isEmpty() && valuesFile == null) {
        throw new InvalidConfigException("values", "is missing", "values, or a values_file");
      }
    }

    @Override
    public Policy create(PolicyContext context) {
      List<SpanPredicate> asked = new ArrayList<>();
      if (enabledRegexMatching) {
        int cache = cacheMaxSize <= 0 ? CACHE_SIZE_DEFAULT : cacheMaxSize;
        asked.add(new AttributeMatches(key, values, cache));
      } else if (!values.isEmpty()) {
        asked.add(new AttributeIn(key, values));
      }
      if (valuesFile != null) {
        asked.add(new AttributeInFile(key, valuesFile));
      }
      return new StringAttributePolicy(context.bits(asked), invertMatch);
    }
  }

  private final int[] bits;
  private final boolean invert;

  private StringAttributePolicy(int[] bits, boolean invert) {
    this.bits = bits;
    this.invert = invert;
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    return trace.anyOf(bits) != invert ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }
}
