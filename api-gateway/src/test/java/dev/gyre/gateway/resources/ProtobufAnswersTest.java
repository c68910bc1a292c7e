package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.protobuf.ProtobufBody;
import dev.gyre.schemas.Json;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients get who ask for protobuf before JSON, as Go's do, and read it with classes of Kubernetes' own. */
class ProtobufAnswersTest {

    static {
        // The generated classes are older than the library; it would say so for each of them.
        System.setProperty("com.google.protobuf.use_unsafe_pre22_gencode", "true");
    }

    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String PREFERRED = PROTOBUF + ",application/json";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final TestApi api = new TestApi();

    @BeforeEach
    void create() {
        api.call("POST " + MAPS, "{'metadata':{'name':'a','labels':{'x':'y'}},'data':{'k':'v'}}");
        api.call("POST " + MAPS, "{'metadata':{'name':'b'},'binaryData':{'k':'AAE='}}");
    }

    @Test
    void objectsAndListsAreInProtobufWhereItIsPreferred() throws Exception {
        ApiResponse.Full one = ask("GET " + MAPS + "/a", PREFERRED);
        assertThat(one.headers()).containsEntry("content-type", PROTOBUF);
        V1.ConfigMap map = V1.ConfigMap.parseFrom(raw(one.body()));
        assertThat(map.getDataOrThrow("k")).isEqualTo("v");
        assertThat(map.getMetadata().getResourceVersion()).isNotEmpty();

        ApiResponse.Full list = ask("GET " + MAPS + "?limit=1", PREFERRED);
        V1.ConfigMapList page = V1.ConfigMapList.parseFrom(raw(list.body()));
        assertThat(page.getItemsCount()).isEqualTo(1);
        assertThat(page.getMetadata().getContinue()).isNotEmpty();
        assertThat(page.getMetadata().getRemainingItemCount()).isEqualTo(1);
        assertThat(Json.readObject(ProtobufBody.toJson(one.body()))
                        .at("/metadata/labels/x")
                        .asString())
                .isEqualTo("y");
    }

    @Test
    void metadataAloneCanBeHadOfEveryKind() throws Exception {
        String partial = PROTOBUF + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
        ApiResponse.Full list = ask("GET " + MAPS, partial);
        assertThat(list.headers()).containsEntry("content-type", PROTOBUF);
        Runtime.Unknown unknown = unknown(list.body());
        assertThat(unknown.getTypeMeta().getKind()).isEqualTo("PartialObjectMetadataList");
        assertThat(unknown.getTypeMeta().getApiVersion()).isEqualTo("meta.k8s.io/v1");
        Meta.PartialObjectMetadataList metadata = Meta.PartialObjectMetadataList.parseFrom(unknown.getRaw());
        assertThat(metadata.getItemsList())
                .extracting(item -> item.getMetadata().getName())
                .containsExactly("a", "b");
        // A retired version has no message of its own.
        assertThat(ask("GET /apis/extensions/v1beta1/ingresses", partial).headers())
                .containsEntry("content-type", PROTOBUF);
    }

    @Test
    void whatHasNoMessageIsInTheNextFormatOrNotAcceptable() {
        assertThat(ask("GET " + MAPS, PROTOBUF + ";as=Table;g=meta.k8s.io;v=v1,application/json")
                        .headers())
                .containsEntry("content-type", "application/json");
        assertThat(ask("GET /apis/extensions/v1beta1/ingresses", PREFERRED).headers())
                .containsEntry("content-type", "application/json");
        assertThat(ask("GET /apis/extensions/v1beta1/ingresses", PROTOBUF).code())
                .isEqualTo(406);
    }

    @Test
    void writesAndDeletionsAnswerInProtobuf() throws Exception {
        ApiResponse.Full created = (ApiResponse.Full)
                api.respond("POST " + MAPS, TestApi.bytes("{'metadata':{'name':'c'}}"), Map.of("accept", PREFERRED));
        assertThat(created.code()).isEqualTo(201);
        assertThat(V1.ConfigMap.parseFrom(raw(created.body())).getMetadata().getName())
                .isEqualTo("c");
        ApiResponse.Full deleted = ask("DELETE " + MAPS + "/c", PREFERRED);
        assertThat(unknown(deleted.body()).getTypeMeta().getKind()).isEqualTo("Status");
        assertThat(Meta.Status.parseFrom(raw(deleted.body())).getStatus()).isEqualTo("Success");
    }

    @Test
    void aWatchIsAStreamOfFrames() throws Exception {
        ApiResponse.Streaming stream = (ApiResponse.Streaming) api.respond(
                "GET " + MAPS
                        + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
                new byte[0],
                Map.of("accept", PROTOBUF + ";stream=watch," + PREFERRED));
        assertThat(stream.headers()).containsEntry("content-type", PROTOBUF + ";stream=watch");
        Frames frames = new Frames();
        AutoCloseable open = stream.source().start(frames);
        api.call("DELETE " + MAPS + "/b");
        open.close();
        assertThat(frames.seen).hasSize(4);
        assertThat(frames.seen)
                .extracting(Meta.WatchEvent::getType)
                .containsExactly("ADDED", "ADDED", "BOOKMARK", "DELETED");
        V1.ConfigMap bookmark = V1.ConfigMap.parseFrom(
                raw(frames.seen.get(2).getObject().getRaw().toByteArray()));
        assertThat(bookmark.getMetadata().getAnnotationsOrThrow("k8s.io/initial-events-end"))
                .isEqualTo("true");
        V1.ConfigMap gone = V1.ConfigMap.parseFrom(
                raw(frames.seen.get(3).getObject().getRaw().toByteArray()));
        assertThat(gone.getMetadata().getName()).isEqualTo("b");
    }

    private ApiResponse.Full ask(String line, String accept) {
        return (ApiResponse.Full) api.respond(line, new byte[0], Map.of("accept", accept));
    }

    private static com.google.protobuf.ByteString raw(byte[] enveloped) throws Exception {
        return unknown(enveloped).getRaw();
    }

    private static Runtime.Unknown unknown(byte[] enveloped) throws Exception {
        assertThat(Arrays.copyOf(enveloped, 4)).containsExactly('k', '8', 's', 0);
        return Runtime.Unknown.parseFrom(Arrays.copyOfRange(enveloped, 4, enveloped.length));
    }

    private static final class Frames implements ApiResponse.Sink {
        final List<Meta.WatchEvent> seen = new ArrayList<>();

        @Override
        public void write(byte[] chunk) {
            try {
                assertThat(java.nio.ByteBuffer.wrap(chunk).getInt()).isEqualTo(chunk.length - 4);
                seen.add(Meta.WatchEvent.parseFrom(Arrays.copyOfRange(chunk, 4, chunk.length)));
            } catch (java.io.IOException malformed) {
                throw new AssertionError(malformed);
            }
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public void end() {}
    }
}
