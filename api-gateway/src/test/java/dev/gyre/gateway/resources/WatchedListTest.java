package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.TestApi.Watcher;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever is done to objects, a client that lists and then watches sees what a client that lists at the end sees. */
class WatchedListTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final Map<String, String> MERGE = Map.of("content-type", "application/merge-patch+json");

    /** One change, of one of few objects, so that they often meet. */
    record Change(String verb, String name, String label, String value) {
        void apply(TestApi api) {
            String object = "{'metadata':{'name':'%s','labels':{'l':'%s'},'finalizers':%s},'data':{'k':'%s'}}"
                    .formatted(name, label, value.equals("1") ? "['a.b/c']" : "[]", value);
            switch (verb) {
                case "create" -> api.call("POST " + MAPS, object);
                case "update" -> api.call("PUT " + MAPS + "/" + name, object);
                case "patch" ->
                    api.call("PATCH " + MAPS + "/" + name, "{'metadata':{'labels':{'l':'" + label + "'}}}", MERGE);
                case "release" -> api.call("PATCH " + MAPS + "/" + name, "{'metadata':{'finalizers':null}}", MERGE);
                case "clear" -> api.call("DELETE " + MAPS + "?labelSelector=l=" + label);
                default -> api.call("DELETE " + MAPS + "/" + name);
            }
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        return Combinators.combine(
                        Arbitraries.of("create", "update", "patch", "release", "delete", "clear"),
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.of("x", "y"),
                        Arbitraries.of("1", "2"))
                .as(Change::new)
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 60)
    void aWatchersViewIsTheList(
            @ForAll("changes") List<Change> before, @ForAll("changes") List<Change> after, @ForAll boolean selects) {
        TestApi api = new TestApi();
        String selector = selects ? "labelSelector=l=x&" : "";
        before.forEach(change -> change.apply(api));
        ObjectNode list = api.call("GET " + MAPS + "?" + selector).body();
        Map<String, JsonNode> view = byName(list);
        Watcher watcher = api.watch("GET " + MAPS + "?" + selector + "watch=1&resourceVersion="
                + list.at("/metadata/resourceVersion").asString());
        after.forEach(change -> change.apply(api));
        for (ObjectNode event : watcher.events) {
            JsonNode object = event.path("object");
            String name = object.at("/metadata/name").asString();
            switch (event.path("type").asString()) {
                case "ADDED" -> assertThat(view.put(name, object)).isNull();
                case "MODIFIED" -> assertThat(view.put(name, object)).isNotNull();
                default -> assertThat(view.remove(name)).isNotNull();
            }
        }
        assertThat(view)
                .isEqualTo(byName(api.call("GET " + MAPS + "?" + selector).body()));
    }

    private static Map<String, JsonNode> byName(ObjectNode list) {
        Map<String, JsonNode> byName = new TreeMap<>();
        list.path("items").forEach(item -> byName.put(item.at("/metadata/name").asString(), item));
        return byName;
    }
}
