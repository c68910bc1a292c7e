package dev.gyre.gateway.storage;

import static dev.gyre.gateway.storage.StoreFixtures.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.gateway.storage.ValueCodec.UnreadableValueException;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class SealedValuesTest {

    static final ResourceKey SECRET = ResourceKey.namespaced("", "secrets", "default", "db");

    @TempDir
    Path directory;

    private Path keyFile;

    @BeforeEach
    void name() {
        keyFile = directory.resolve("sealing.key");
    }

    static ObjectNode secret() {
        return Json.readObject("""
                {"apiVersion":"v1","kind":"Secret","metadata":{"name":"db","namespace":"default","uid":"u1",
                 "labels":{"app":"db"},"annotations":{"last-applied":"hunter2"},"finalizers":["f"],
                 "ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"p","uid":"u0"}],
                 "creationTimestamp":"2026-01-02T03:04:05Z"},
                 "type":"Opaque","data":{"password":"aHVudGVyMg=="},"stringData":{"password":"hunter2"}}
                """.getBytes(StandardCharsets.UTF_8));
    }

    private ValueCodec codec() throws IOException {
        return ValueCodec.sealing(SECRET::equals, SealedValues.open(keyFile));
    }

    @Test
    void onlyWhatControllersNeedIsInTheClear() throws IOException {
        String value = new String(codec().encode(SECRET, secret(), because("x")), StandardCharsets.UTF_8);

        ObjectNode envelope =
                Json.readObject(value.substring(value.indexOf('\n') + 1).getBytes(StandardCharsets.UTF_8));
        assertThat(value).doesNotContain("hunter2", "aHVudGVyMg==", "annotations", "password", "Opaque");
        assertThat(envelope.propertyNames()).containsExactly("apiVersion", "kind", "metadata", "sealed");
        assertThat(envelope.path("metadata").propertyNames())
                .containsExactly(
                        "name", "namespace", "uid", "labels", "ownerReferences", "finalizers", "creationTimestamp");
    }

    @Test
    void whatIsSealedReadsBackWhole() throws IOException {
        byte[] value = codec().encode(SECRET, secret(), because("x"));

        ResourceStore.StoredObject read = codec().decode(SECRET, value, 4, 5);

        assertThat(read).isEqualTo(new ResourceStore.StoredObject(SECRET, secret(), 4, 5, because("x")));
        assertThat(codec().encode(SECRET, secret(), because("x"))).isNotEqualTo(value);
    }

    @Test
    void aSealedValueBelongsToItsKey() throws IOException {
        ResourceKey other = ResourceKey.namespaced("", "secrets", "default", "other");
        byte[] value = codec().encode(SECRET, secret(), because("x"));
        byte[] damaged = value.clone();
        damaged[damaged.length - 12] ^= 1;

        assertThatThrownBy(() -> codec().decode(other, value, 1, 1)).isInstanceOf(UnreadableValueException.class);
        assertThatThrownBy(() -> codec().decode(SECRET, damaged, 1, 1)).isInstanceOf(UnreadableValueException.class);
    }

    @Test
    void aNewKeySealsAndTheOldOneStillOpens() throws IOException {
        byte[] old = codec().encode(SECRET, secret(), because("x"));
        Files.writeString(keyFile, SealedValues.newKeyLine(), StandardOpenOption.APPEND);
        byte[] fresh = codec().encode(SECRET, secret(), because("x"));

        assertThat(codec().decode(SECRET, old, 1, 1).json()).isEqualTo(secret());
        assertThat(codec().decode(SECRET, fresh, 1, 1).json()).isEqualTo(secret());
        Files.writeString(keyFile, Files.readAllLines(keyFile).getLast());
        assertThat(codec().decode(SECRET, fresh, 1, 1).json()).isEqualTo(secret());
        assertThatThrownBy(() -> codec().decode(SECRET, old, 1, 1))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageContaining("the key file has no key");
    }

    @Test
    void theKeyFileIsItsOwnersAlone() throws IOException {
        codec();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile)))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(keyFile);
        }

        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(this::codec)
                .isInstanceOf(IOException.class)
                .hasMessage(keyFile + " must be readable by its owner only, its mode is rw-r-----");
    }
}
