package dev.gyre.events.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class RedactionTest {

    private static final String CONFIG = "{'data':{'k':'v'}}";
    private static final String REVISION =
            "{'data':{'spec':{'template':{'spec':{'containers':[{'name':'c','env':[{'name':'A','value':'word'}]}]}}}}}";

    @Test
    void aPathWithAKindIsOneOfThatKindOnly() {
        assertThat(redacted("configmaps/shop/c", CONFIG, "configmaps:data.*"))
                .isEqualTo(json("{'data':{'k':'(redacted)'}}"));
        assertThat(redacted("controllerrevisions.apps/shop/r", REVISION, "configmaps:data.*"))
                .isEqualTo(json(REVISION));
        assertThat(redacted("configmaps/shop/c", CONFIG, "configmaps.example.com:data.*"))
                .isEqualTo(json(CONFIG));
    }

    @Test
    void aPathWithoutAKindIsTakenAtItsWord() {
        assertThat(redacted("controllerrevisions.apps/shop/r", REVISION, "data.*")
                        .toString())
                .doesNotContain("word")
                .contains("(redacted)");
    }

    @Test
    void theCopyOfATemplateIsTreatedAsTheTemplateIs() {
        String path = "spec.template.spec.containers.env.value";

        for (String named : List.of(path, "statefulsets.apps:" + path, "daemonsets.apps:" + path)) {
            assertThat(redacted("controllerrevisions.apps/shop/r", REVISION, named))
                    .isEqualTo(json(REVISION.replace("word", "(redacted)")));
        }
        assertThat(redacted("controllerrevisions.apps/shop/r", REVISION, "deployments.apps:" + path))
                .isEqualTo(json(REVISION));
    }

    @Test
    void whatASecretHeldGoesWhateverWasNamed() {
        assertThat(redacted("secrets/shop/s", CONFIG, "configmaps:data.*")).isEqualTo(json("{}"));
        assertThat(Redaction.of(List.of("configmaps:data.*"), UnaryOperator.identity())
                        .concerns(ResourceKey.parse("secrets/shop/s")))
                .isTrue();
    }

    @Test
    void aColonInsideANameIsNoKind() {
        assertThat(redacted("configmaps/shop/c", "{'data':{'a:b':'v'}}", "data.a\\:b"))
                .isEqualTo(json("{'data':{'a:b':'(redacted)'}}"));
    }

    @Test
    void aKindHasItsOwnNameInWhatIsSaidOfIt() {
        Redaction redaction = Redaction.of(
                List.of("cm:data.a\\:b", "**.example\\.com/owner"), kind -> kind.equals("cm") ? "configmaps" : kind);

        assertThat(redaction.paths()).containsExactly("configmaps:data.a\\:b", "**.example\\.com/owner");
        assertThat(redaction.concerns(ResourceKey.parse("configmaps/shop/c"))).isTrue();
    }

    private static ObjectNode redacted(String key, String object, String path) {
        ObjectNode tree = json(object);
        Redaction.of(List.of(path), UnaryOperator.identity()).apply(ResourceKey.parse(key), tree);
        return tree;
    }

    private static ObjectNode json(String text) {
        return Json.readObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
