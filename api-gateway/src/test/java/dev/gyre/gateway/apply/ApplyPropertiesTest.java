package dev.gyre.gateway.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What holds of server-side apply, whatever is applied: tried on Services, which have lists and maps of every sort. */
class ApplyPropertiesTest {

    private static final ResourceKind KIND =
            Objects.requireNonNull(KubernetesKinds.registry().served("v1", "services"));
    private static final ApiVersion VERSION = KIND.storageVersion();

    /** A part of a Service, by the names of what is in it: each name stands for some field, and always the same one. */
    record Part(Set<Integer> names, String value) {
        ObjectNode config() {
            ObjectNode config = Json.object().put("apiVersion", "v1").put("kind", "Service");
            ObjectNode metadata = config.putObject("metadata").put("name", "web");
            for (int name : names) {
                ObjectNode spec = config.withObjectProperty("spec");
                switch (name % 5) {
                    case 0 -> metadata.withObjectProperty("labels").put("l" + name, value);
                    case 1 -> metadata.withArrayProperty("finalizers").add("f.io/" + name);
                    case 2 ->
                        spec.withArrayProperty("ports")
                                .addObject()
                                .put("port", name)
                                .put("name", value);
                    case 3 -> spec.withObjectProperty("selector").put("app", value);
                    default -> spec.put(name == 4 ? "sessionAffinity" : "externalName", value);
                }
            }
            if (config.path("spec").isEmpty()) {
                config.remove("spec");
            }
            return config;
        }
    }

    @Provide
    Arbitrary<Part> parts() {
        Arbitrary<Set<Integer>> names =
                Arbitraries.integers().between(0, 14).set().ofMaxSize(8);
        return Combinators.combine(names, Arbitraries.of("x", "y"))
                .as((some, value) -> new Part(new TreeSet<>(some), value));
    }

    @Property
    void applyingTwiceIsApplyingOnce(@ForAll("parts") Part before, @ForAll("parts") Part part) {
        ObjectNode there = apply("other", null, before.config());
        ObjectNode once = apply("me", there, part.config());
        assertThat(apply("me", once, part.config())).isEqualTo(once);
    }

    @Property
    void whatIsAppliedIsThereAndOwned(
            @ForAll("parts") Part before, @ForAll("parts") Part earlier, @ForAll("parts") Part part) {
        ObjectNode there = apply("me", apply("other", null, before.config()), earlier.config());
        ObjectNode applied = apply("me", there, part.config());
        FieldSet named = NeverOwned.drop(OwnedFields.of(part.config(), VERSION.schema()));
        Comparison difference = Comparison.between(part.config(), applied, VERSION.schema());
        assertThat(difference.modified().intersection(named).isEmpty()).isTrue();
        assertThat(difference.removed().isEmpty()).isTrue();
        assertThat(owned(applied, "me")).isEqualTo(named);
    }

    @Property
    void nothingIsOwnedThatIsNotThere(
            @ForAll("parts") Part a, @ForAll("parts") Part b, @ForAll("parts") Part c, @ForAll("parts") Part d) {
        ObjectNode object = apply("one", null, a.config());
        object = apply("two", object, b.config());
        object = update("three", object, c.config());
        object = apply("one", object, d.config());
        FieldSet there = NamedFields.with(OwnedFields.of(object, VERSION.schema()), VERSION.schema());
        for (ManagedFields.Entry entry : record(object).entries().values()) {
            FieldSet lists = FieldSet.of(
                    List.of("f:metadata", "f:labels"),
                    List.of("f:metadata", "f:finalizers"),
                    List.of("f:spec", "f:ports"));
            assertThat(entry.fields().difference(there).difference(lists).paths())
                    .as("%s", object)
                    .isEmpty();
        }
    }

    @Property
    void thoseWhoShareNothingMayComeInAnyOrder(@ForAll("parts") Part a, @ForAll("parts") Part b) {
        Part rest = without(b, a);
        ObjectNode ab = apply("b", apply("a", null, a.config()), rest.config());
        ObjectNode ba = apply("a", apply("b", null, rest.config()), a.config());
        assertThat(Comparison.between(unrecorded(ab), unrecorded(ba), VERSION.schema())
                        .isSame())
                .isTrue();
        assertThat(record(ab)).isEqualTo(record(ba));
    }

    @Property
    void whoLeavesLeavesNothing(@ForAll("parts") Part a, @ForAll("parts") Part b) {
        ObjectNode before = apply("a", null, a.config());
        ObjectNode with = apply("b", before, without(b, a).config());
        ObjectNode after = apply("b", with, new Part(Set.of(), "").config());
        assertThat(Comparison.between(unrecorded(before), unrecorded(after), VERSION.schema())
                        .isSame())
                .as("%s and %s", before, after)
                .isTrue();
        assertThat(record(after)).isEqualTo(record(before));
    }

    @Property
    void anUpdateOwnsWhatItChangedAndNobodyElseDoes(@ForAll("parts") Part a, @ForAll("parts") Part b) {
        ObjectNode before = apply("a", null, a.config());
        Assume.that(!record(before).isEmpty());
        ObjectNode after = update("b", before, b.config());
        FieldSet changed = NeverOwned.drop(Comparison.between(unrecorded(before), unrecorded(after), VERSION.schema())
                .changed());
        assertThat(owned(after, "b")).isEqualTo(changed);
        assertThat(owned(after, "a").intersection(changed).isEmpty()).isTrue();
    }

    private static Part without(Part part, Part other) {
        Set<Integer> names = new TreeSet<>(part.names());
        // One selector and one of each of two fields: these stand for the same, whatever their names.
        names.removeIf(
                name -> other.names().stream().anyMatch(taken -> field(taken).equals(field(name))));
        return new Part(names, part.value());
    }

    private static String field(int name) {
        return switch (name % 5) {
            case 3 -> "selector";
            case 4 -> name == 4 ? "sessionAffinity" : "externalName";
            default -> Integer.toString(name);
        };
    }

    private static ObjectNode apply(String manager, @Nullable ObjectNode before, ObjectNode config) {
        return recording(manager).apply(before, config, true);
    }

    private static ObjectNode update(String manager, ObjectNode before, ObjectNode after) {
        ObjectNode next = after.deepCopy();
        recording(manager).update(before, next);
        return next;
    }

    private static FieldRecord recording(String manager) {
        return new FieldRecord(KIND, VERSION, manager, "", List.of(), "2026-11-28T10:00:00Z");
    }

    private static ManagedFields record(ObjectNode object) {
        return ManagedFields.stored(object.path("metadata").path("managedFields"));
    }

    private static FieldSet owned(ObjectNode object, String manager) {
        FieldSet owned = FieldSet.EMPTY;
        for (var entry : new ArrayList<>(record(object).entries().entrySet())) {
            if (entry.getKey().name().equals(manager)) {
                owned = owned.union(entry.getValue().fields());
            }
        }
        return owned;
    }

    private static ObjectNode unrecorded(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        JsonNode metadata = copy.path("metadata");
        ((ObjectNode) metadata).remove("managedFields");
        return copy;
    }
}
