package io.twinproxy.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which package may know which; the arrows all point at core and at what knows nothing. */
class ArchitectureTest {
    private static final String ROOT = "io.twinproxy.agent";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void knowsNoCloudSdkNoStoreClientAndNoController() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "software.amazon..",
                        "org.apache.curator..",
                        "org.apache.zookeeper..",
                        "io.netty..",
                        "io.twinproxy.controller..",
                        "io.twinproxy.coordination.zookeeper..",
                        "io.twinproxy.coordination.memory..")
                .check(CLASSES);
    }

    @Test
    void coreKnowsRecordsAndNothingOfTheWorld() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".core")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".core",
                        "io.twinproxy.coordination",
                        "io.twinproxy.coordination.record",
                        "io.twinproxy.coordination.probe",
                        "io.twinproxy.coordination.settings",
                        "java.lang..",
                        "java.time..",
                        "java.util..",
                        "org.slf4j..",
                        "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void onlyTheInboxLooksAtAClockInCore() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".core")
                .and()
                .doNotHaveSimpleName("Inbox")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    @Test
    void theOuterPackagesDoNotKnowOneAnother() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".os")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".health", ROOT + ".embedded", ROOT + ".imds", ROOT)
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".health")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".os", ROOT + ".imds", ROOT, "io.twinproxy.proxy..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".embedded")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".os", ROOT + ".health", ROOT + ".imds", ROOT + ".core", ROOT)
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".imds", ROOT + ".net")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".os", ROOT + ".health", ROOT + ".embedded", ROOT + ".core", ROOT)
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".core", ROOT + ".health", ROOT + ".os", ROOT + ".imds", ROOT + ".net")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.twinproxy.proxy..")
                .check(CLASSES);
    }
}
