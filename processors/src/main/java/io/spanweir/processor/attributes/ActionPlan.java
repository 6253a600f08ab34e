package io.spanweir.processor.attributes;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.spanweir.core.data.ClientInfo;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.otlp.KeyQuestion;
import io.spanweir.core.otlp.ValueReader;
import io.spanweir.core.otlp.ValueType;
import io.spanweir.processor.attributes.ActionConfig.Action;
import io.spanweir.processor.attributes.AttributeList.Piece;
import io.spanweir.processor.match.MatchCache;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The actions of a configuration, done to the attributes of one message at a time. */
final class ActionPlan {
  private static final int KEYS_REMEMBERED = 1024;

  /** What is taken over of a header; three bytes each, at most, in UTF-8. */
  private static final int CONTEXT_CHARS_MAX = 256;

  private static final String METADATA = "metadata.";
  private static final String ADDRESS = "client.address";

  /** An attribute has no fewer bytes. */
  private static final int ATTRIBUTE_BYTES_MIN = 6;

  private final List<Step> steps = new ArrayList<>();
  private final ValueReader value = new ValueReader();
  private final Hashing hashing = new Hashing();
  private final boolean redacts;

  /** An action, with what doing it needs. */
  private static final class Step {
    final ActionConfig config;
    final byte[] key;
    final byte[] from;
    final byte @Nullable [] fixed;

    /** What is put where that is the same for all spans of a batch; null for nothing. */
    byte @Nullable [] given;

    final @Nullable MatchCache keys;
    final @Nullable Pattern groups;
    final List<byte[]> names;

    /** Whether the attribute is there that the action needs. */
    final KeyQuestion needed;

    Step(ActionConfig action) {
      config = action;
      key = utf8(action.key());
      from = utf8(action.fromAttribute());
      fixed = action.value() == null ? null : Values.of(action.value().value());
      boolean extract = action.action() == Action.EXTRACT;
      boolean ofKeys = !extract && !action.pattern().isEmpty();
      keys = ofKeys ? new MatchCache(List.of(action.pattern()), KEYS_REMEMBERED) : null;
      groups = extract ? Pattern.compile(action.pattern()) : null;
      names = groups == null ? List.of() : names(groups);
      given = fixed;
      boolean adds = action.action() == Action.INSERT || action.action() == Action.UPSERT;
      needed = new KeyQuestion(adds ? from : key);
    }

    /** Whether it may be done to a span that has none of the attributes it names. */
    boolean needsNone() {
      boolean adds = config.action() == Action.INSERT || config.action() == Action.UPSERT;
      return keys != null || (adds && given != null);
    }
  }

  ActionPlan(List<ActionConfig> actions) {
    actions.forEach(action -> steps.add(new Step(action)));
    redacts =
        actions.stream().anyMatch(a -> a.action() == Action.DELETE || a.action() == Action.HASH);
  }

  /**
   * Begins with the spans of another batch.
   *
   * @param client what they came with, null if nobody knows
   */
  void begin(@Nullable ClientInfo client) {
    for (int s = 0; s < steps.size(); s++) {
      Step step = steps.get(s);
      String name = step.config.fromContext();
      step.given = name.isEmpty() ? step.fixed : client == null ? null : value(client, name);
    }
  }

  /** As the Collector has it: several values are joined by a semicolon. */
  private static byte @Nullable [] value(ClientInfo client, String name) {
    String header = name.startsWith(METADATA) ? name.substring(METADATA.length()) : name;
    String text =
        name.equals(ADDRESS)
            ? client.address()
            : String.join(";", client.values(header.toLowerCase(Locale.ROOT)));
    return text.isEmpty()
        ? null
        : Values.text(utf8(text.substring(0, Math.min(text.length(), CONTEXT_CHARS_MAX))));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<byte[]> names(Pattern groups) {
    return groups.namedGroups().entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .map(group -> utf8(group.getKey()))
        .toList();
  }

  /** Whether something may be done to a row's span; no allows to pass it by unread. */
  boolean mayChange(SpanIndex index, int row) {
    for (int s = 0; s < steps.size(); s++) {
      Step step = steps.get(s);
      boolean nothing = step.given == null && !step.config.fromContext().isEmpty();
      if (!nothing && (step.needsNone() || step.needed.mayBeIn(index, row))) {
        return true;
      }
    }
    return false;
  }

  /** The lengths of the keys that batches are asked for. */
  long keyLengthsAsked() {
    long lengths = 0;
    for (Step step : steps) {
      lengths |= step.needed.lengths();
    }
    return lengths;
  }

  /** At most how many bytes are added to messages of so many bytes. */
  long bytesAdded(long messages, long bytes) {
    long added = 0;
    for (Step step : steps) {
      // Heads of an attribute and its value, and the heads around it that become longer.
      long each = 32L + step.key.length;
      long copies = step.from.length > 0 ? 1 : 0;
      if (step.groups != null) {
        copies = step.names.size();
        each += step.names.stream().mapToLong(name -> name.length + 32L).sum();
      }
      each += step.fixed == null ? 0 : step.fixed.length;
      each += step.config.fromContext().isEmpty() ? 0 : 3L * CONTEXT_CHARS_MAX;
      if (step.keys != null && step.config.action() == Action.HASH) {
        added += bytes / ATTRIBUTE_BYTES_MIN * (Hashing.BYTES + 8);
      }
      added += messages * (each + Hashing.BYTES) + copies * bytes;
    }
    return added;
  }

  /** Whether it takes something out that must not pass, not even where it can't be read. */
  boolean redacts() {
    return redacts;
  }

  void apply(AttributeList list) {
    if (redacts) {
      list.deleteUnreadable();
    }
    for (int s = 0; s < steps.size(); s++) {
      Step step = steps.get(s);
      switch (step.config.action()) {
        case INSERT, UPDATE, UPSERT -> put(step, list);
        case EXTRACT -> extract(step, list);
        default -> {
          int entry = step.key.length > 0 ? list.find(step.key, 0) : -1;
          if (entry >= 0) {
            list.deleteTwins(entry, step.key);
            change(step, list, entry);
          }
          if (step.keys != null) {
            changeMatching(step, step.keys, list);
          }
        }
      }
    }
  }

  private void changeMatching(Step step, MatchCache keys, AttributeList list) {
    for (int e = 0; e < list.size(); e++) {
      boolean done =
          list.isDeleted(e)
              || (step.key.length > 0
                  && Arrays.equals(
                      step.key,
                      0,
                      step.key.length,
                      list.keyBytes(e),
                      list.keyFrom(e),
                      list.keyTo(e)));
      if (!done && keys.find(list.keyBytes(e), list.keyFrom(e), list.keyTo(e))) {
        change(step, list, e);
      }
    }
  }

  private void change(Step step, AttributeList list, int entry) {
    if (step.config.action() == Action.DELETE) {
      list.delete(entry);
      return;
    }
    list.read(entry, value);
    byte[] changed =
        step.config.action() == Action.HASH
            ? hashing.of(value)
            : Values.convert(value, step.config.convertedType());
    if (changed != null) {
      list.set(entry, changed, 0, changed.length);
    }
  }

  private static void put(Step step, AttributeList list) {
    int entry = list.find(step.key, 0);
    Action action = step.config.action();
    if (entry >= 0 ? action == Action.INSERT : action == Action.UPDATE) {
      return;
    }
    Piece piece;
    byte[] given = step.given;
    if (given != null) {
      piece = new Piece(given, 0, given.length);
    } else if (!step.config.fromContext().isEmpty()) {
      return;
    } else {
      int source = list.find(step.from, 0);
      if (source < 0) {
        return;
      }
      piece = list.value(source);
    }
    put(list, step.key, piece);
  }

  private static void put(AttributeList list, byte[] key, Piece piece) {
    int entry = list.find(key, 0);
    if (entry < 0) {
      list.append(key, piece.bytes, piece.from, piece.to);
    } else {
      list.deleteTwins(entry, key);
      list.set(entry, piece.bytes, piece.from, piece.to);
    }
  }

  private void extract(Step step, AttributeList list) {
    int entry = list.find(step.key, 0);
    if (entry < 0 || step.groups == null) {
      return;
    }
    list.read(entry, value);
    if (value.type() != ValueType.STRING) {
      return;
    }
    int length = Math.min(value.length(), MatchCache.LOOKED_AT_MAX);
    String text = new String(value.bytes(), value.offset(), length, StandardCharsets.UTF_8);
    Matcher matcher = step.groups.matcher(text);
    if (!matcher.find()) {
      return;
    }
    for (int group = 1; group <= matcher.groupCount(); group++) {
      String found = matcher.group(group);
      byte[] extracted = Values.text(utf8(found == null ? "" : found));
      byte[] name = step.names.get(group - 1);
      put(list, name, new Piece(extracted, 0, extracted.length));
    }
  }
}
