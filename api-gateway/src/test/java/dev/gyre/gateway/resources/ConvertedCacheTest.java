package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ConvertedCacheTest {

    private static final ResourceKind MAPS = kind("configmaps");
    private static final ResourceKind SECRETS = kind("secrets");

    private static ResourceKind kind(String plural) {
        return Objects.requireNonNull(KubernetesKinds.registry().find("", plural));
    }

    private static StoredObject stored(String name, long revision, int size) {
        ObjectNode json = Json.object().put("name", name).put("filler", "x".repeat(size));
        return new StoredObject(
                MAPS.key("default", name), json, revision, revision, new Provenance("test", "", "", Instant.EPOCH));
    }

    @Test
    void keepsWhatWasConvertedForThoseWhoAskTheSame() {
        ConvertedCache cache = new ConvertedCache(1000);
        StoredObject a = stored("a", 1, 10);
        StoredObject converted = stored("a", 1, 12);
        cache.put(MAPS, a, converted);
        assertThat(cache.get(MAPS, a)).isSameAs(converted);
        assertThat(cache.get(MAPS, stored("a", 2, 10))).as("a later revision").isNull();
        assertThat(cache.get(MAPS, stored("a", 1, 10)))
                .as("another object of that name and revision")
                .isNull();
        assertThat(cache.get(SECRETS, a)).as("another definition").isNull();
    }

    @Test
    void forgetsThoseFirstThatNobodyHasAskedFor() {
        ConvertedCache cache = new ConvertedCache(1000);
        StoredObject a = stored("a", 1, 300);
        StoredObject b = stored("b", 2, 300);
        StoredObject c = stored("c", 3, 300);
        StoredObject d = stored("d", 4, 300);
        for (StoredObject each : List.of(a, b)) {
            cache.put(MAPS, each, each);
        }
        cache.get(MAPS, a);
        cache.put(MAPS, c, c);
        cache.put(MAPS, d, d);
        assertThat(cache.get(MAPS, b)).isNull();
        assertThat(cache.get(MAPS, a)).isNotNull();
        assertThat(cache.get(MAPS, c)).isNotNull();
        assertThat(cache.get(MAPS, d)).isNotNull();
        cache.put(MAPS, c, c);
        assertThat(cache.get(MAPS, d)).as("the same again takes no more").isNotNull();
        StoredObject large = stored("large", 5, 900);
        cache.put(MAPS, large, large);
        assertThat(cache.get(MAPS, large)).isNull();
        assertThat(cache.get(MAPS, c)).isNotNull();
    }
}
