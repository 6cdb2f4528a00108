package io.twinproxy.coordination;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know what, inside this module. */
@AnalyzeClasses(packages = "io.twinproxy.coordination", importOptions = ImportOption.DoNotIncludeTests.class)
class DependenciesTest {
    private static final String HERE = "io.twinproxy.coordination";

    @ArchTest
    static final ArchRule onePackageKnowsZooKeeper = noClasses()
            .that()
            .resideOutsideOfPackage(HERE + ".zookeeper")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.curator..", "org.apache.zookeeper..", "org.apache.jute..");

    @ArchTest
    static final ArchRule recordsKnowNoStore = noClasses()
            .that()
            .resideInAnyPackage(HERE + ".record", HERE + ".json", HERE + ".settings")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HERE, HERE + ".tree", HERE + ".zookeeper", HERE + ".memory");

    @ArchTest
    static final ArchRule portsKnowNoStoreEither = noClasses()
            .that()
            .resideInAnyPackage(HERE, HERE + ".tree")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HERE + ".zookeeper", HERE + ".memory");

    @ArchTest
    static final ArchRule jsonAndSettingsKnowOnlyTheirLibrary = noClasses()
            .that()
            .resideOutsideOfPackages(HERE + ".json", HERE + ".settings")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml..", "org.snakeyaml..");

    @ArchTest
    static final ArchRule memoryHasNoClockThreadOrChanceOfItsOwn = noClasses()
            .that()
            .resideInAnyPackage(HERE, HERE + ".tree", HERE + ".memory", HERE + ".record", HERE + ".settings")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName(Thread.class.getName())
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.util\\.(random\\.|Random|concurrent\\.(?!Concurrent(Hash)?Map)).*");

    @ArchTest
    static final ArchRule nobodyKnowsNetty =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule packagesDependOneWay =
            slices().matching(HERE + ".(**)").should().beFreeOfCycles();
}
