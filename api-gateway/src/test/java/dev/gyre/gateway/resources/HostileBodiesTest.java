package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.TestApi.Answer;
import dev.gyre.schemas.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever is sent, the answer is a Status, never a defect, and what was refused is not stored. */
class HostileBodiesTest {

    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String POD =
            "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','labels':{'a':'b'},'finalizers':['x.y/z'],"
                    + "'ownerReferences':[{'apiVersion':'v1','kind':'Node','name':'n','uid':'u'}]},"
                    + "'spec':{'restartPolicy':'Always','nodeSelector':{'k':'v'},'tolerations':[{'key':'k','operator':'Exists'}],"
                    + "'volumes':[{'name':'v','configMap':{'name':'c','items':[{'key':'k','path':'p'}]}}],"
                    + "'containers':[{'name':'c','image':'i','env':[{'name':'E','valueFrom':{'secretKeyRef':{'name':'s','key':'k'}}}],"
                    + "'ports':[{'containerPort':80,'name':'http'}],'volumeMounts':[{'name':'v','mountPath':'/x'}],"
                    + "'resources':{'limits':{'cpu':'1','memory':'1Gi'},'requests':{'cpu':'500m'}},"
                    + "'livenessProbe':{'httpGet':{'port':'http','path':'/'}}}]}}";
    private static final List<String> TYPES = List.of(
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json",
            "application/apply-patch+yaml",
            "application/json",
            "application/yaml",
            "text/nonsense");

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs();
    }

    /** A good pod with a few of its parts swapped for parts of another kind. */
    private static JsonNode mangled(Random random) {
        ObjectNode pod = Json.readObject(TestApi.bytes(POD));
        for (int i = 0; i <= random.nextInt(3); i++) {
            mangle(pod, random);
        }
        return pod;
    }

    private static void mangle(JsonNode node, Random random) {
        if (node instanceof ObjectNode object && !object.isEmpty()) {
            List<String> fields = List.copyOf(object.propertyNames());
            String field = fields.get(random.nextInt(fields.size()));
            if (object.get(field).isContainer() && random.nextInt(4) > 0) {
                mangle(object.get(field), random);
            } else {
                object.set(field, oddity(random));
            }
        } else if (node instanceof ArrayNode array && !array.isEmpty()) {
            int at = random.nextInt(array.size());
            if (array.get(at).isContainer() && random.nextInt(4) > 0) {
                mangle(array.get(at), random);
            } else {
                array.set(at, oddity(random));
            }
        }
    }

    private static JsonNode oddity(Random random) {
        List<String> oddities = List.of(
                "null",
                "true",
                "-1",
                "1e99",
                "99999999999999999999",
                "''",
                "'\\u0000'",
                "'a b'",
                "'..'",
                "[]",
                "{}",
                "[null]",
                "[{}]",
                "[[]]",
                "{'x':{}}",
                "[{'name':null}]",
                "{'$patch':'replace'}",
                "'" + "x".repeat(300) + "'");
        return Json.MAPPER.readTree(TestApi.bytes(oddities.get(random.nextInt(oddities.size()))));
    }

    @Property(tries = 400)
    void mangledPodsAreStoredOrRefused(@ForAll("seeds") long seed) {
        TestApi api = new TestApi();
        Random random = new Random(seed);
        Answer created = api.call("POST " + PODS, mangled(random));
        assertThat(created.code()).isIn(201, 400, 422);
        assertThat(api.call("GET " + PODS).body().path("items").size()).isEqualTo(created.code() == 201 ? 1 : 0);
        Answer good = api.call("POST " + PODS, POD.replace("'p'", "'good'"));
        assertThat(good.code()).isEqualTo(201);
        Answer updated = api.call("PUT " + PODS + "/good", mangled(random));
        assertThat(updated.code()).isIn(200, 400, 422);
        for (String type : TYPES) {
            JsonNode body = random.nextBoolean() ? mangled(random) : oddity(random);
            Answer patched = api.call("PATCH " + PODS + "/good", Json.write(body), Map.of("content-type", type));
            assertThat(patched.code()).as(body.toString()).isIn(200, 400, 415, 422, 409);
        }
        assertThat(api.call("DELETE " + PODS + "/good", oddity(random)).code()).isIn(200, 400, 422);
    }

    @Test
    void deepAndLargeBodiesAreRefused() {
        TestApi api = new TestApi();
        String maps = "/api/v1/namespaces/default/configmaps";
        String deep = "{'metadata':{'name':'a'},'x':" + "[".repeat(5000) + "]".repeat(5000) + "}";
        assertThat(api.call("POST " + maps, deep).code()).isEqualTo(400);
        assertThat(api.call("POST " + maps, new byte[4 * 1024 * 1024], Map.of()).code())
                .isEqualTo(413);
        String large = "{'metadata':{'name':'a'},'data':{'k':'" + "x".repeat(1200 * 1024) + "'}}";
        assertThat(api.call("POST " + maps, large).code()).isEqualTo(422);
        String bomb =
                "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                        + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n";
        assertThat(api.call(
                                "POST " + maps,
                                bomb.getBytes(StandardCharsets.UTF_8),
                                Map.of("content-type", "application/yaml"))
                        .code())
                .isIn(400, 422);
        assertThat(api.call("GET " + maps).body().path("items")).isEmpty();
    }

    @Test
    void copiesCannotMultiplyWithoutEnd() {
        TestApi api = new TestApi();
        String maps = "/api/v1/namespaces/default/configmaps";
        api.call("POST " + maps, "{'metadata':{'name':'a','annotations':{'k':'" + "x".repeat(1000) + "'}}}");
        StringBuilder patch = new StringBuilder("[");
        for (int i = 0; i < 40; i++) {
            patch.append(i == 0 ? "" : ",").append("{'op':'copy','from':'/metadata','path':'/metadata/m" + i + "'}");
        }
        Answer refused = api.call(
                "PATCH " + maps + "/a",
                patch.append("]").toString(),
                Map.of("content-type", "application/json-patch+json"));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains("larger than");
    }
}
