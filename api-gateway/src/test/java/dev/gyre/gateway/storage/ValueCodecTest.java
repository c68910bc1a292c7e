package dev.gyre.gateway.storage;

import static dev.gyre.gateway.storage.StoreFixtures.TIME;
import static dev.gyre.gateway.storage.StoreFixtures.object;
import static dev.gyre.gateway.storage.StoreFixtures.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.gateway.storage.ValueCodec.UnreadableValueException;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Pins both formats to the byte: whoever changes one, changes what is in every cluster. */
class ValueCodecTest {

    private static final Provenance PROVENANCE =
            new Provenance("alice", "req-7", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", TIME);

    private final ValueCodec codec = ValueCodec.plain();

    @Test
    void keysAreThese() {
        assertThat(StoreKeys.of(pod("a"))).isEqualTo("/gyre/registry/core/pods/default/a");
        assertThat(StoreKeys.of(ResourceKey.clusterScoped("", "nodes", "n1")))
                .isEqualTo("/gyre/registry/core/nodes/n1");
        assertThat(StoreKeys.of(ResourceKey.namespaced("apps", "deployments", "prod", "web")))
                .isEqualTo("/gyre/registry/apps/deployments/prod/web");
        assertThat(StoreKeys.of(ResourceKey.clusterScoped("rbac.authorization.k8s.io", "clusterroles", "system:x")))
                .isEqualTo("/gyre/registry/rbac.authorization.k8s.io/clusterroles/system:x");
        assertThat(StoreKeys.epoch("changes-3")).isEqualTo("/gyre/meta/epochs/changes-3");
        assertThat(StoreKeys.LOG_IDENTITY).isEqualTo("/gyre/meta/log");
        assertThat(StoreKeys.RELAY_TERM).isEqualTo("/gyre/meta/relay");
        assertThat(StoreKeys.DELETION).isEqualTo("/gyre/meta/deletion");
    }

    @Test
    void keysReadBack() {
        assertThat(StoreKeys.parse("/gyre/registry/core/pods/default/a")).isEqualTo(pod("a"));
        assertThat(StoreKeys.parse("/gyre/registry/apps/deployments/prod/web"))
                .isEqualTo(ResourceKey.namespaced("apps", "deployments", "prod", "web"));
        assertThat(StoreKeys.parse("/gyre/registry/core/nodes/n1"))
                .isEqualTo(ResourceKey.clusterScoped("", "nodes", "n1"));
        assertThat(StoreKeys.parse("/gyre/meta/log")).isNull();
        assertThat(StoreKeys.parse("/gyre/registry/core")).isNull();
        assertThat(StoreKeys.parse("/gyre/registry/core/pods/default/a/b")).isNull();
    }

    @Test
    void valuesAreThese() {
        assertThat(text(codec.encode(pod("a"), object(pod("a"), "u1", "ü"), PROVENANCE)))
                .isEqualTo("""
                        {"version":1,"encoding":"json","cause":"req-7","actor":"alice",\
                        "traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",\
                        "time":"2026-01-02T03:04:05.678Z"}
                        {"apiVersion":"v1","kind":"Thing","metadata":{"name":"a","namespace":"default","uid":"u1"},\
                        "content":"ü"}""");
        assertThat(text(ValueCodec.encodeDeletion(pod("a"), PROVENANCE))).isEqualTo("""
                        {"version":1,"encoding":"deletion","cause":"req-7","actor":"alice",\
                        "traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",\
                        "time":"2026-01-02T03:04:05.678Z"}
                        {"key":"/gyre/registry/core/pods/default/a"}""");
    }

    @Test
    void valuesReadBack() {
        Provenance untraced = new Provenance("alice", "req-7", "", TIME);
        byte[] value = codec.encode(pod("a"), object(pod("a"), "u1", "x\ny"), untraced);

        ResourceStore.StoredObject read = codec.decode(pod("a"), value, 5, 7);

        assertThat(read)
                .isEqualTo(new ResourceStore.StoredObject(pod("a"), object(pod("a"), "u1", "x\ny"), 5, 7, untraced));
        assertThat(ValueCodec.decodeDeletion(ValueCodec.encodeDeletion(pod("a"), PROVENANCE)))
                .isEqualTo(PROVENANCE);
    }

    @Test
    void whatCannotBeReadSaysWhy() {
        assertThatThrownBy(() -> codec.decode(pod("a"), bytes("no header"), 1, 1))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessage("cannot read the value of /gyre/registry/core/pods/default/a: it has no header line");
        assertThatThrownBy(() -> codec.decode(pod("a"), bytes("{\"version\":2}\n{}"), 1, 1))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageEndingWith("format version 2, expected 1");
        assertThatThrownBy(() -> codec.decode(pod("a"), bytes("{broken\n{}"), 1, 1))
                .isInstanceOf(UnreadableValueException.class);
        assertThatThrownBy(() -> codec.decode(
                        pod("a"), bytes("{\"version\":1,\"encoding\":\"sealed\",\"time\":\"" + TIME + "\"}\n{}"), 1, 1))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageEndingWith("it is sealed and there is no key");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
