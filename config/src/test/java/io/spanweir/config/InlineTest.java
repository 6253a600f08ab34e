package io.spanweir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.config.TestCatalog.Factory;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.Inline;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Kind;
import io.spanweir.core.component.NotYet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys that several records have by inlining one. */
class InlineTest {
  private static final Catalog CATALOG =
      Catalog.of(
          List.of(
              new Factory<>(
                  Kind.RECEIVER, "gate", List.of(), new Gate("iron", Common.defaults(), false)),
              new Factory<>(Kind.EXPORTER, "hatch", List.of(), new Hatch(Common.defaults()))));
  private static final String SERVICE =
      "service: {pipelines: {traces: {receivers: [gate], exporters: [hatch]}}}\n";

  @Description("What every way through a wall has.")
  @NotYet({"bell: there is none", "knob: push"})
  @Differs("width: is in metres")
  record Common(
      @Description("How wide.") int width,
      @Description("How high.") int height,
      @Description("What it closes with.") @Nullable Lock lock) {
    Common {
      if (width > height) {
        throw new InvalidConfigException("width", "is " + width, "at most the height");
      }
    }

    static Common defaults() {
      return new Common(1, 2, null);
    }
  }

  @Description("A lock.")
  record Lock(@Description("How many bolts.") int bolts) {
    static Lock defaults() {
      return new Lock(1);
    }
  }

  @Description("A gate.")
  @NotYet("knob: pull")
  record Gate(
      @Description("Of what.") String material,
      @Inline Common common,
      @Description("Whether both ways.") boolean swings) {}

  @Description("A hatch.")
  record Hatch(@Inline Common common) {}

  @Description("Two widths.")
  record Twice(@Description("How wide.") int width, @Inline Common common) {}

  private static LoadedConfig load(String gate) {
    String text = "receivers: {gate: {" + gate + "}}\nexporters: {hatch: }\n" + SERVICE;
    return ConfigLoader.load(List.of(ConfigSource.text("test.yaml", text)), CATALOG, key -> null);
  }

  private static Record gate(String keys) {
    LoadedConfig loaded = load(keys);
    assertThat(loaded.render(100)).isEmpty();
    return loaded.config().components().get(Kind.RECEIVER).get(ComponentId.parse("gate")).config();
  }

  @Test
  void theKeysStandAmongTheOthers() {
    assertThat(CatalogCheck.problems(CATALOG)).isEmpty();
    assertThat(RecordShape.of(Gate.class).fields())
        .extracting(Field::key)
        .containsExactly("material", "width", "height", "lock", "swings");
    assertThat(gate("swings: true, height: 3, lock: , material: oak"))
        .isEqualTo(new Gate("oak", new Common(1, 3, null), true));
    assertThat(gate("")).isEqualTo(new Gate("iron", Common.defaults(), false));
    assertThat(Plain.of(new Gate("oak", new Common(1, 3, new Lock(2)), true)).toString())
        .isEqualTo("{material=oak, width=1, height=3, lock={bolts=2}, swings=true}");
  }

  @Test
  void whatIsWrongIsSaidOfTheKey() {
    assertThat(load("width: 7").render(100))
        .contains("test.yaml:1:27")
        .contains("receivers::gate::width")
        .contains("at most the height");
    assertThat(load("hight: 7").render(100)).contains("height");
  }

  @Test
  void whatTheInlinedRecordSaysHoldsForItsHolder() {
    RecordShape gate = RecordShape.of(Gate.class);
    assertThat(gate.notYet())
        .isEqualTo(
            Map.of(
                "bell",
                new RefusedKey("there is none", List.of()),
                "knob",
                new RefusedKey("pull", List.of())));
    assertThat(gate.differs().set()).containsOnlyKeys("width");
    assertThat(RecordShape.of(Hatch.class).notYet())
        .containsEntry("knob", new RefusedKey("push", List.of()));
    assertThat(load("bell: 1").render(100)).contains("there is none");
  }

  @Test
  void aKeyIsThereOnce() {
    assertThatThrownBy(() -> RecordShape.of(Twice.class)).hasMessageContaining("a key twice");
  }
}
