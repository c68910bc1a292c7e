package dev.gyre.gateway.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import dev.gyre.schemas.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Bodies that are no objects of a kind, so that no list of kinds leads a test to them. */
class ProtobufBodyTest {

    @Test
    void optionsOfADeletionAreReadWhole() throws IOException {
        byte[] preconditions = message(out -> {
            out.writeString(1, "a-uid");
            out.writeString(2, "17");
        });
        byte[] options = message(out -> {
            out.writeInt64(1, 30);
            out.writeByteArray(2, preconditions);
            out.writeBool(3, false);
            out.writeString(4, "Foreground");
            out.writeString(5, "All");
        });

        assertThat(Json.readObject(ProtobufBody.toJson(envelope("v1", "DeleteOptions", options))))
                .isEqualTo(Json.readObject("""
                        {"apiVersion": "v1", "kind": "DeleteOptions", "gracePeriodSeconds": 30,
                         "preconditions": {"uid": "a-uid", "resourceVersion": "17"}, "orphanDependents": false,
                         "propagationPolicy": "Foreground", "dryRun": ["All"]}
                        """.getBytes(StandardCharsets.UTF_8)));
    }

    /** What Go writes of a Deployment that says nothing of these, and what it writes of a pointer to false. */
    @Test
    void aFalseThatNobodyMeantIsAbsent() throws IOException {
        byte[] container = message(out -> {
            out.writeString(1, "web");
            out.writeBool(16, false);
            out.writeBool(17, false);
            out.writeBool(18, false);
        });
        byte[] spec = message(out -> {
            out.writeByteArray(2, container);
            out.writeBool(11, false);
            out.writeBool(12, false);
            out.writeBool(13, false);
            out.writeBool(30, false);
        });
        byte[] pod = message(out -> out.writeByteArray(2, spec));

        assertThat(Json.readObject(ProtobufBody.toJson(envelope("v1", "Pod", pod))))
                .isEqualTo(Json.readObject("""
                        {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "web"}], "enableServiceLinks": false}}
                        """.getBytes(StandardCharsets.UTF_8)));
    }

    /** As Go's client libraries frame it. */
    private static byte[] envelope(String apiVersion, String kind, byte[] object) throws IOException {
        byte[] type = message(out -> {
            out.writeString(1, apiVersion);
            out.writeString(2, kind);
        });
        byte[] unknown = message(out -> {
            out.writeByteArray(1, type);
            out.writeByteArray(2, object);
            out.writeString(3, "");
            out.writeString(4, "");
        });
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(ProtobufBody.MAGIC);
        body.writeBytes(unknown);
        return body.toByteArray();
    }

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Writing writing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        writing.to(out);
        out.flush();
        return bytes.toByteArray();
    }
}
