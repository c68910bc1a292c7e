package dev.gyre.gateway.fuzz;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.patch.JsonPatch;
import dev.gyre.gateway.patch.MergePatch;
import dev.gyre.gateway.patch.PatchException;
import dev.gyre.gateway.patch.StrategicMergePatch;
import dev.gyre.gateway.protobuf.ProtobufAnswer;
import dev.gyre.gateway.protobuf.ProtobufBody;
import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.cron.CronSchedule;
import dev.gyre.schemas.custom.JsonPath;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.quantity.Quantity;
import dev.gyre.schemas.selection.FieldSelector;
import dev.gyre.schemas.selection.LabelSelector;
import dev.gyre.schemas.selection.SelectorException;
import dev.gyre.schemas.structure.StructureCheck;
import dev.gyre.schemas.yaml.Yaml;
import dev.gyre.schemas.yaml.YamlException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What must hold whatever somebody sends: each takes bytes, and either they are refused in the way that requests are refused, or
 * what was read has the property that is asserted. Anything else that is thrown is a fault.
 */
public enum FuzzTargets {
    /** What is read can be written and read again. */
    JSON {
        @Override
        void run(byte[] bytes) {
            ObjectNode read = Json.readObject(bytes);
            require(Json.readObject(Json.write(read)).equals(read), "written and read again it is another");
        }
    },
    /** What is read can be written and read again, and so can what is written as JSON. */
    YAML {
        @Override
        void run(byte[] bytes) {
            for (JsonNode document : Yaml.readAll(text(bytes))) {
                byte[] json = Json.write(document);
                require(
                        Json.write(Yaml.readAll(Yaml.write(document)).getFirst()).length > 0,
                        "written and read again it is nothing");
                require(
                        Arrays.equals(
                                Json.write(Yaml.readAll(Yaml.write(document)).getFirst()), json),
                        "written and read again it is another");
            }
        }
    },
    /** What is read as a pod and has a pod's structure can be written and read again. */
    PROTOBUF {
        @Override
        void run(byte[] bytes) {
            byte[] body = new byte[bytes.length + 4];
            System.arraycopy(new byte[] {'k', '8', 's', 0}, 0, body, 0, 4);
            System.arraycopy(bytes, 0, body, 4, bytes.length);
            ObjectNode read = Json.readObject(ProtobufBody.toJson(body));
            String apiVersion = read.path("apiVersion").asString("");
            var kind = KubernetesKinds.registry()
                    .ofObject(apiVersion, read.path("kind").asString(""));
            var version = kind == null ? null : kind.served(apiVersion);
            if (version != null
                    && StructureCheck.problems(read, version.schema()).isEmpty()
                    && ProtobufAnswer.covers(apiVersion, kind.kind())) {
                byte[] answer = ProtobufAnswer.object(read);
                byte[] again = ProtobufAnswer.object(Json.readObject(ProtobufBody.toJson(answer)));
                require(Arrays.equals(answer, again), "written and read again it is another");
            }
        }
    },
    LABEL_SELECTOR {
        @Override
        void run(byte[] bytes) {
            LabelSelector.parse(text(bytes)).matchesObject(pod());
        }
    },
    FIELD_SELECTOR {
        @Override
        void run(byte[] bytes) {
            Objects.requireNonNull(FieldSelector.parse(text(bytes)));
        }
    },
    /** The first line is the document, the rest the patch. */
    JSON_PATCH {
        @Override
        void run(byte[] bytes) {
            requireSound(JsonPatch.apply(document(bytes), patch(bytes)));
        }
    },
    MERGE_PATCH {
        @Override
        void run(byte[] bytes) {
            requireSound(MergePatch.apply(document(bytes), patch(bytes)));
        }
    },
    STRATEGIC_MERGE_PATCH {
        @Override
        void run(byte[] bytes) {
            requireSound(StrategicMergePatch.apply(document(bytes), patch(bytes), POD));
        }
    },
    /** An amount is the same however it is written. */
    QUANTITY {
        @Override
        void run(byte[] bytes) {
            Quantity quantity = Quantity.parse(text(bytes));
            require(
                    Quantity.parse(quantity.toString()).compareTo(quantity) == 0,
                    quantity + " is not the amount that was read");
        }
    },
    /** The next time is later. */
    SCHEDULE {
        @Override
        void run(byte[] bytes) {
            Instant now = Instant.parse("2026-11-28T12:00:00Z");
            Instant next = CronSchedule.parse(text(bytes)).next(now, java.time.ZoneOffset.UTC);
            require(next == null || next.isAfter(now), "the next time is " + next);
        }
    },
    JSON_PATH {
        @Override
        void run(byte[] bytes) {
            Objects.requireNonNull(JsonPath.parse(text(bytes)).find(pod()));
        }
    };

    private static final FieldSchema POD = Objects.requireNonNull(
                    KubernetesKinds.registry().ofObject("v1", "Pod"))
            .storageVersion()
            .schema();

    abstract void run(byte[] bytes);

    /** Runs it; what is refused as requests are refused is in order. */
    public void fuzz(byte[] bytes) {
        try {
            run(bytes);
        } catch (JacksonException | YamlException | SelectorException | PatchException | StatusException refused) {
            Objects.requireNonNull(refused.getMessage());
        } catch (IllegalArgumentException refused) {
            // Of those whose callers make a field's error of it.
            require(this == QUANTITY || this == SCHEDULE || this == JSON_PATH, refused.toString());
        }
    }

    private static ObjectNode pod() {
        return Json.readObject("""
                {"metadata":{"name":"web","labels":{"app":"web","tier":""}},
                 "spec":{"containers":[{"name":"c","ports":[{"containerPort":80}]}]},
                 "status":{"conditions":[{"type":"Ready","status":"True"}]}}""".getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int endOfLine(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    private static ObjectNode document(byte[] bytes) {
        return Json.readObject(Arrays.copyOf(bytes, endOfLine(bytes)));
    }

    private static JsonNode patch(byte[] bytes) {
        return Json.MAPPER.readTree(
                Arrays.copyOfRange(bytes, Math.min(bytes.length, endOfLine(bytes) + 1), bytes.length));
    }

    /** A tree that can be stored. */
    private static void requireSound(ObjectNode patched) {
        require(Json.write(patched).length > 1, "it cannot be written");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
