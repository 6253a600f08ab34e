package io.spanweir.config;

import io.spanweir.config.Node.Broken;
import io.spanweir.config.Node.Entry;
import io.spanweir.config.Node.Mapping;
import io.spanweir.config.Node.Scalar;
import io.spanweir.config.Node.Sequence;
import io.spanweir.config.Node.Style;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Makes nodes from the events of a YAML parser. Doing that here and not in the library bounds
 * depth, aliases and size before memory is spent, keeps the place of every key, and makes no object
 * from a tag. Merge keys ({@code <<}) work as in the Collector's parser.
 */
final class YamlReader {
  private static final int DEPTH_MAX = 50;
  private static final int ALIASES_MAX = 1_000;
  private static final int BUFFER_MIN = 64;

  /** Keys count as well: twenty-five for each of ten thousand policies. */
  private static final int NODES_MAX = 250_000;

  /** Of these, what aliases stand for: a short text makes many of them. */
  private static final int ALIASED_MAX = 100_000;

  private static final String CORE_TAG = "tag:yaml.org,2002:";
  private static final String MERGE_KEY = "<<";
  private static final Set<String> TEXT_TAGS = Set.of(CORE_TAG + "str", "!");
  private static final Set<String> PLAIN_TAGS =
      Set.of(CORE_TAG + "int", CORE_TAG + "float", CORE_TAG + "bool", CORE_TAG + "null");
  private static final Set<String> COLLECTION_TAGS = Set.of(CORE_TAG + "map", CORE_TAG + "seq");

  private final YamlOrigin origin;
  private final Findings findings;
  private final Iterator<Event> events;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private int aliasCount;
  private int aliasedCount;
  private int nodeCount;

  private YamlReader(String text, YamlOrigin origin, Findings findings) {
    this.origin = origin;
    this.findings = findings;
    // A buffer for the whole text, as the library copies it anew for every one that it fills.
    LoadSettings settings =
        LoadSettings.builder()
            .setUseMarks(true)
            .setCodePointLimit(Integer.MAX_VALUE)
            .setBufferSize(text.length() + BUFFER_MIN)
            .build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  /**
   * @return the one document of the text; null if there is none, or a reported mistake keeps it
   *     from being read to its end
   */
  static @Nullable Node read(String text, YamlOrigin origin, Findings findings) {
    try {
      return new YamlReader(text, origin, findings).document();
    } catch (UnreadableYamlException e) {
      findings.at(e.place, "").expected(e.expected).error(e.problem);
    } catch (MarkedYamlEngineException e) {
      Place place = YamlMistakes.mark(e).map(origin::place).orElseGet(origin::start);
      findings.at(place, "").expected(YamlMistakes.expected(e)).error(YamlMistakes.problem(e));
    } catch (YamlEngineException | IndexOutOfBoundsException | NumberFormatException e) {
      // The parser lets a few mistakes out as they come: escapes and version numbers out of range.
      findings.at(origin.start(), "").error("is no YAML: " + e.getMessage());
    }
    return null;
  }

  private @Nullable Node document() throws UnreadableYamlException {
    events.next();
    Event start = events.next();
    if (!(start instanceof DocumentStartEvent)) {
      return null;
    }
    Node root = node(events.next(), 0);
    events.next();
    Event end = events.next();
    if (end instanceof DocumentStartEvent) {
      throw new UnreadableYamlException(place(end), "a second document begins", "one document");
    }
    return root;
  }

  private Node node(Event event, int depth) throws UnreadableYamlException {
    Place place = place(event);
    if (depth > DEPTH_MAX) {
      throw new UnreadableYamlException(
          place, "is nested too deeply", "at most " + DEPTH_MAX + " levels");
    }
    if (event instanceof AliasEvent alias) {
      return target(alias, place);
    }
    int before = nodeCount;
    count(1, place);
    Node node =
        switch (event.getEventId()) {
          case Scalar -> scalar((ScalarEvent) event, place);
          case SequenceStart -> sequence((CollectionStartEvent) event, place, depth);
          default -> mapping((MappingStartEvent) event, place, depth);
        };
    Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
    if (anchor.isPresent()) {
      anchors.put(anchor.get(), new Anchored(node, nodeCount - before));
    }
    return node;
  }

  /** Counts what an alias stands for as if it were written out: nobody visits more than that. */
  private Node target(AliasEvent alias, Place place) throws UnreadableYamlException {
    Anchored target = anchors.get(alias.getAlias());
    if (target == null) {
      throw new UnreadableYamlException(
          place, "*" + alias.getAlias() + " has no anchor before it", "the name of an anchor");
    }
    if (++aliasCount > ALIASES_MAX) {
      throw new UnreadableYamlException(
          place, "is one alias too many", "at most " + ALIASES_MAX + " aliases");
    }
    aliasedCount += target.nodeCount;
    if (aliasedCount > ALIASED_MAX) {
      throw oneTooMany(place, ALIASED_MAX + " values in place of aliases");
    }
    count(target.nodeCount, place);
    return target.node;
  }

  private void count(int more, Place place) throws UnreadableYamlException {
    nodeCount += more;
    if (nodeCount > NODES_MAX) {
      throw oneTooMany(place, NODES_MAX + " keys and values");
    }
  }

  private static UnreadableYamlException oneTooMany(Place place, String most) {
    return new UnreadableYamlException(place, "is one value too many", "at most " + most);
  }

  private Node scalar(ScalarEvent event, Place place) {
    Optional<String> tag = event.getTag();
    boolean text = tag.map(TEXT_TAGS::contains).orElse(!event.isPlain());
    if (tag.isPresent() && !text && !PLAIN_TAGS.contains(tag.get())) {
      return refusedTag(tag.get(), place);
    }
    return new Scalar(
        place, event.getValue(), text ? Style.QUOTED : Style.PLAIN, origin.extent(event), null);
  }

  private Node sequence(CollectionStartEvent start, Place place, int depth)
      throws UnreadableYamlException {
    List<Node> items = new ArrayList<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.SequenceEnd) {
      items.add(node(event, depth + 1));
      event = events.next();
    }
    return tagged(start, new Sequence(place, Collections.unmodifiableList(items)));
  }

  private Node mapping(MappingStartEvent start, Place place, int depth)
      throws UnreadableYamlException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<Node> merged = new ArrayList<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.MappingEnd) {
      Place keyPlace = place(event);
      Node key = node(event, depth + 1);
      Node value = node(events.next(), depth + 1);
      if (!(key instanceof Scalar text)) {
        findings.at(keyPlace, "").expected("a name").error("a key can't be " + key.noun());
      } else if (text.text().equals(MERGE_KEY) && text.style() == Style.PLAIN) {
        merged.add(value);
      } else {
        put(entries, text.text(), new Entry(keyPlace, value));
      }
      event = events.next();
    }
    merged.forEach(value -> merge(entries, value));
    return tagged(start, new Mapping(place, Collections.unmodifiableMap(entries)));
  }

  private void put(Map<String, Entry> entries, String key, Entry entry) {
    Entry first = entries.putIfAbsent(key, entry);
    if (first != null) {
      Place place = first.keyPlace();
      findings
          .at(entry.keyPlace(), "")
          .value(key)
          .expected("each key once")
          .error(
              Words.quote(key)
                  + " is there already, in line "
                  + place.line()
                  + " column "
                  + place.column());
    }
  }

  private void merge(Map<String, Entry> entries, Node value) {
    if (value instanceof Mapping mapping) {
      mapping.entries().forEach(entries::putIfAbsent);
    } else if (value instanceof Sequence sequence
        && sequence.items().stream().allMatch(Mapping.class::isInstance)) {
      sequence.items().forEach(item -> merge(entries, item));
    } else {
      findings.at(value.place(), "").expected("an alias of a block").error("<< can't merge this");
    }
  }

  private Node tagged(CollectionStartEvent start, Node node) {
    Optional<String> tag = start.getTag();
    return tag.isEmpty() || COLLECTION_TAGS.contains(tag.get()) || tag.get().equals("!")
        ? node
        : refusedTag(tag.get(), node.place());
  }

  /** A tag could name a class; here it never makes one. */
  private Node refusedTag(String tag, Place place) {
    findings
        .at(place, "")
        .value(tag)
        .expected("a value without a tag")
        .error("the tag " + Words.quote(tag.replace(CORE_TAG, "!!")) + " is not taken");
    return new Broken(place);
  }

  private Place place(Event event) {
    return event.getStartMark().map(origin::place).orElseGet(origin::start);
  }

  private record Anchored(Node node, int nodeCount) {}

  private static final class UnreadableYamlException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Place place;
    private final String problem;
    private final String expected;

    UnreadableYamlException(Place place, String problem, String expected) {
      super(problem, null, false, false);
      this.place = place;
      this.problem = problem;
      this.expected = expected;
    }
  }
}
