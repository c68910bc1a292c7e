package dev.gyre.gateway.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class StrategicMergePatchTest {

    private static final FieldSchema POD = Objects.requireNonNull(
                    KubernetesKinds.registry().served("v1", "pods"))
            .storageVersion()
            .schema();
    private static final FieldSchema DEPLOYMENT = Objects.requireNonNull(
                    KubernetesKinds.registry().served("apps/v1", "deployments"))
            .storageVersion()
            .schema();

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            a field is set                  | {a:1}                                  | {b:2}                                              | {a:1,b:2}
            null removes                    | {metadata:{labels:{a:x,b:y}}}          | {metadata:{labels:{a:null}}}                       | {metadata:{labels:{b:y}}}
            objects are merged              | {metadata:{labels:{a:x}}}              | {metadata:{labels:{b:y}}}                          | {metadata:{labels:{a:x,b:y}}}
            $patch replaces an object       | {metadata:{labels:{a:x}}}              | {metadata:{labels:{$patch:replace,b:y}}}           | {metadata:{labels:{b:y}}}
            $patch deletes an object        | {metadata:{labels:{a:x}}}              | {metadata:{labels:{$patch:delete}}}                | {metadata:{labels:{}}}
            items merge by their key        | {spec:{containers:[{name:a,image:x},{name:b,image:y}]}} | {spec:{containers:[{name:b,image:z}]}} | {spec:{containers:[{name:a,image:x},{name:b,image:z}]}}
            a new item stands first         | {spec:{containers:[{name:a}]}}         | {spec:{containers:[{name:b}]}}                     | {spec:{containers:[{name:b},{name:a}]}}
            an item is deleted              | {spec:{containers:[{name:a},{name:b}]}} | {spec:{containers:[{name:a,$patch:delete}]}}      | {spec:{containers:[{name:b}]}}
            a list is replaced              | {spec:{containers:[{name:a},{name:b}]}} | {spec:{containers:[{$patch:replace},{name:c}]}}   | {spec:{containers:[{name:c}]}}
            numbers name items too          | {spec:{containers:[{name:a,ports:[{containerPort:1,name:x}]}]}} | {spec:{containers:[{name:a,ports:[{containerPort:1,name:y}]}]}} | {spec:{containers:[{name:a,ports:[{containerPort:1,name:y}]}]}}
            nested items merge              | {spec:{containers:[{name:a,env:[{name:E,value:u}]}]}} | {spec:{containers:[{name:a,env:[{name:F,value:v}]}]}} | {spec:{containers:[{name:a,env:[{name:F,value:v},{name:E,value:u}]}]}}
            lists without a key are replaced | {spec:{containers:[{name:a,args:[x,y]}]}} | {spec:{containers:[{name:a,args:[z]}]}}         | {spec:{containers:[{name:a,args:[z]}]}}
            plain values merge as a set     | {metadata:{finalizers:[a/x,b/y]}}      | {metadata:{finalizers:[b/y,c/z]}}                  | {metadata:{finalizers:[a/x,b/y,c/z]}}
            plain values are deleted        | {metadata:{finalizers:[a/x,b/y]}}      | {metadata:{$deleteFromPrimitiveList/finalizers:[a/x]}} | {metadata:{finalizers:[b/y]}}
            the order is set                | {spec:{containers:[{name:a},{name:b},{name:c}]}} | {spec:{$setElementOrder/containers:[{name:c},{name:a},{name:b}]}} | {spec:{containers:[{name:c},{name:a},{name:b}]}}
            the server's own keep their place | {spec:{containers:[{name:a},{name:b},{name:c},{name:d}]}} | {spec:{$setElementOrder/containers:[{name:d},{name:b},{name:x}],containers:[{name:x}]}} | {spec:{containers:[{name:a},{name:c},{name:d},{name:b},{name:x}]}}
            directives in new objects vanish | {}                                    | {spec:{containers:[{name:a,$patch:merge,env:[{name:E,$patch:delete},{name:F}]}]}} | {spec:{containers:[{name:a,env:[{name:F}]}]}}
            keys are retained               | {spec:{volumes:[{name:v,emptyDir:{}}]}} | {spec:{volumes:[{$retainKeys:[name,hostPath],name:v,hostPath:{path:/x}}]}} | {spec:{volumes:[{name:v,hostPath:{path:/x}}]}}
            """)
    void merges(String what, String original, String patch, String expected) {
        ObjectNode before = json(original);
        assertThat(StrategicMergePatch.apply(before, json(patch), POD)).as(what).isEqualTo(json(expected));
        assertThat(before).as("the original").isEqualTo(json(original));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {spec:{containers:[{image:x}]}}                     | does not contain declared merge key: name
            {metadata:{labels:{$patch:scramble}}}               | Unknown patch type found: scramble
            {spec:{$setElementOrder/containers:[{name:a}],containers:[{name:b}]}} | doesn't match $setElementOrder
            {spec:{volumes:[{$retainKeys:[name],name:v,hostPath:{path:/x}}]}} | not in $retainKeys
            """)
    void refuses(String patch, String message) {
        assertThatThrownBy(() -> StrategicMergePatch.apply(json("{spec:{containers:[{name:a}]}}"), json(patch), POD))
                .isInstanceOf(PatchException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {spec:{strategy:{type:RollingUpdate,rollingUpdate:{maxSurge:1}}}} | {spec:{strategy:{$retainKeys:[type],type:Recreate}}} | {spec:{strategy:{type:Recreate}}}
            """)
    void aStrategyLosesWhatTheNewOneDoesNotHave(String original, String patch, String expected) {
        assertThat(StrategicMergePatch.apply(json(original), json(patch), DEPLOYMENT))
                .isEqualTo(json(expected));
    }

    /** JSON without its quotes. */
    static ObjectNode json(String text) {
        String quoted = text.strip()
                .replaceAll("(?<=[{,\\[:])([A-Za-z$/][-A-Za-z$/]*)", "\"$1\"")
                .replace("\"null\"", "null");
        return Json.readObject(quoted.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
