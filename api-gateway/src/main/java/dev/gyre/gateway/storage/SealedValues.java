package dev.gyre.gateway.storage;

import dev.gyre.gateway.storage.ValueCodec.UnreadableValueException;
import dev.gyre.schemas.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Seals objects for the store with AES-256-GCM. The whole object is encrypted; beside it stands, in the clear, only what
 * controllers need of it. The key's name in the store is authenticated with it, so that a sealed value cannot be moved to
 * another key. The key file has one key a line, {@code <id> <base64>}: the last one seals, all of them open, so adding a
 * line rotates.
 */
public final class SealedValues {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final List<String> CLEAR_METADATA = List.of(
            "name",
            "namespace",
            "uid",
            "labels",
            "ownerReferences",
            "finalizers",
            "creationTimestamp",
            "deletionTimestamp");

    private final Map<String, SecretKey> keys;
    private final String sealingKeyId;
    private final SecureRandom random = new SecureRandom();

    private SealedValues(Map<String, SecretKey> keys) {
        this.keys = keys;
        this.sealingKeyId = List.copyOf(keys.keySet()).getLast();
    }

    /** Reads the key file, or makes one that only its owner can read. */
    public static SealedValues open(Path keyFile) throws IOException {
        if (!Files.exists(keyFile)) {
            create(keyFile);
        }
        requirePrivate(keyFile);
        Map<String, SecretKey> keys = new LinkedHashMap<>();
        for (String line : Files.readAllLines(keyFile)) {
            if (!line.isBlank()) {
                String[] idAndKey = line.trim().split("\\s+");
                byte[] key = idAndKey.length == 2 ? Base64.getDecoder().decode(idAndKey[1]) : new byte[0];
                if (key.length != KEY_BYTES) {
                    throw new IOException(keyFile + ": expected lines of a key id and 32 bytes in base64");
                }
                keys.put(idAndKey[0], new SecretKeySpec(key, "AES"));
            }
        }
        if (keys.isEmpty()) {
            throw new IOException(keyFile + ": there is no key in it");
        }
        return new SealedValues(keys);
    }

    /** A line for the key file: a fresh key under a fresh id. */
    public static String newKeyLine() {
        SecureRandom random = new SecureRandom();
        byte[] id = new byte[4];
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(id);
        random.nextBytes(key);
        return HexFormat.of().formatHex(id) + " " + Base64.getEncoder().encodeToString(key) + "\n";
    }

    private static void create(Path keyFile) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        // Written aside and linked in place: two starting gateways end up with one key, and never read half a file.
        Path fresh = Files.createTempFile(keyFile.toAbsolutePath().getParent(), ".sealing", ".key", ownerOnly);
        try {
            Files.writeString(fresh, newKeyLine(), StandardOpenOption.WRITE);
            Files.createLink(keyFile, fresh);
        } catch (FileAlreadyExistsException otherWasFaster) {
            // Its key is as good as ours.
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void requirePrivate(Path keyFile) throws IOException {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile));
        if (!mode.endsWith("------")) {
            throw new IOException(keyFile + " must be readable by its owner only, its mode is " + mode);
        }
    }

    ObjectNode seal(String storeKey, ObjectNode object) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, sealingKeyId, storeKey, nonce, Json.write(object));
        ObjectNode envelope = clearPart(object);
        envelope.putObject("sealed")
                .put("key", sealingKeyId)
                .put("nonce", Base64.getEncoder().encodeToString(nonce))
                .put("data", Base64.getEncoder().encodeToString(sealed));
        return envelope;
    }

    ObjectNode open(String storeKey, ObjectNode envelope) {
        JsonNode sealed = envelope.path("sealed");
        String keyId = sealed.path("key").asString("");
        if (!keys.containsKey(keyId)) {
            throw new UnreadableValueException(storeKey, "the key file has no key \"" + keyId + "\"", null);
        }
        Base64.Decoder base64 = Base64.getDecoder();
        byte[] nonce = base64.decode(sealed.path("nonce").asString(""));
        byte[] data = base64.decode(sealed.path("data").asString(""));
        return Json.readObject(cipher(Cipher.DECRYPT_MODE, keyId, storeKey, nonce, data));
    }

    /** What may be known of a sealed object without its key: identity, labels, owners, and how far its deletion is. */
    public static ObjectNode clearPart(ObjectNode object) {
        ObjectNode clear = Json.object();
        copy(object, clear, "apiVersion");
        copy(object, clear, "kind");
        ObjectNode metadata = clear.putObject("metadata");
        if (object.path("metadata") instanceof ObjectNode full) {
            CLEAR_METADATA.forEach(field -> copy(full, metadata, field));
        }
        return clear;
    }

    private static void copy(ObjectNode from, ObjectNode to, String field) {
        JsonNode value = from.get(field);
        if (value != null) {
            to.set(field, value);
        }
    }

    private byte[] cipher(int mode, String keyId, String storeKey, byte[] nonce, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, keys.get(keyId), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(storeKey.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException refused) {
            throw new UnreadableValueException(storeKey, "key \"" + keyId + "\" does not fit: " + refused, refused);
        }
    }
}
