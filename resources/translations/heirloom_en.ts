<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>FilmStrip</name>
    <message numerus="yes">
        <source>%n photos</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Restore %n photos</source>
        <translation>
            <numerusform>Restore photo</numerusform>
            <numerusform>Restore %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Close %n photos</source>
        <translation>
            <numerusform>Close photo</numerusform>
            <numerusform>Close %n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message numerus="yes">
        <source>{name} and %n more files</source>
        <translation>
            <numerusform>{name} and %n more file</numerusform>
            <numerusform>{name} and %n more files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelItems</name>
    <message numerus="yes">
        <source>%n updates of training.</source>
        <translation>
            <numerusform>%n update of training.</numerusform>
            <numerusform>%n updates of training.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelUse</name>
    <message numerus="yes">
        <source>Without it %n adapters cannot be used.</source>
        <translation>
            <numerusform>Without it %n adapter cannot be used.</numerusform>
            <numerusform>Without it %n adapters cannot be used.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Without it %n queued photos cannot be restored.</source>
        <translation>
            <numerusform>Without it %n queued photo cannot be restored.</numerusform>
            <numerusform>Without it %n queued photos cannot be restored.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message numerus="yes">
        <source>%n more were left out too.</source>
        <translation>
            <numerusform>%n more was left out too.</numerusform>
            <numerusform>%n more were left out too.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photos are open.</source>
        <translation>
            <numerusform>%n photo is open.</numerusform>
            <numerusform>%n photos are open.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Photos</name>
    <message numerus="yes">
        <source>%n takes</source>
        <translation>
            <numerusform>%n take</numerusform>
            <numerusform>%n takes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Presets</name>
    <message numerus="yes">
        <source>%n files cannot be read</source>
        <translation>
            <numerusform>%n file cannot be read</numerusform>
            <numerusform>%n files cannot be read</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Queue</name>
    <message numerus="yes">
        <source>%n photos of the queue go on.</source>
        <translation>
            <numerusform>%n photo of the queue goes on.</numerusform>
            <numerusform>%n photos of the queue go on.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photos are unfinished in the queue.</source>
        <translation>
            <numerusform>%n photo is unfinished in the queue.</numerusform>
            <numerusform>%n photos are unfinished in the queue.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photos failed.</source>
        <translation>
            <numerusform>%n photo failed.</numerusform>
            <numerusform>%n photos failed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photos cancelled.</source>
        <translation>
            <numerusform>%n photo cancelled.</numerusform>
            <numerusform>%n photos cancelled.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %n failed</source>
        <translation>
            <numerusform>Retry %n failed</numerusform>
            <numerusform>Retry %n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Quit</name>
    <message numerus="yes">
        <source>If you quit now, %n photos stay in the queue and go on at the next start.</source>
        <translation>
            <numerusform>If you quit now, %n photo stays in the queue and goes on at the next start.</numerusform>
            <numerusform>If you quit now, %n photos stay in the queue and go on at the next start.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n results are not saved yet; they are kept all the same.</source>
        <translation>
            <numerusform>%n result is not saved yet; it is kept all the same.</numerusform>
            <numerusform>%n results are not saved yet; they are kept all the same.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photos stay in the queue and go on at the next start.</source>
        <translation>
            <numerusform>%n photo stays in the queue and goes on at the next start.</numerusform>
            <numerusform>%n photos stay in the queue and go on at the next start.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SaveAll</name>
    <message numerus="yes">
        <source>%n results saved.</source>
        <translation>
            <numerusform>%n result saved.</numerusform>
            <numerusform>%n results saved.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were saved before.</source>
        <translation>
            <numerusform>%n was saved before.</numerusform>
            <numerusform>%n were saved before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were not saved any more.</source>
        <translation>
            <numerusform>%n was not saved any more.</numerusform>
            <numerusform>%n were not saved any more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be saved.</source>
        <translation>
            <numerusform>%n could not be saved.</numerusform>
            <numerusform>%n could not be saved.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n photos something could not be kept.</source>
        <translation>
            <numerusform>Of %n photo something could not be kept.</numerusform>
            <numerusform>Of %n photos something could not be kept.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Takes</name>
    <message numerus="yes">
        <source>Seed {seed}, guidance {guidance}, %n steps</source>
        <translation>
            <numerusform>Seed {seed}, guidance {guidance}, %n step</numerusform>
            <numerusform>Seed {seed}, guidance {guidance}, %n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What %n seeds disagree about counts</source>
        <translation>
            <numerusform>What %n seed disagrees about counts</numerusform>
            <numerusform>What %n seeds disagree about counts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message numerus="yes">
        <source>%n updates</source>
        <translation>
            <numerusform>%n update</numerusform>
            <numerusform>%n updates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left out</source>
        <translation>
            <numerusform>%n left out</numerusform>
            <numerusform>%n left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show all %n</source>
        <translation>
            <numerusform>Show all %n</numerusform>
            <numerusform>Show all %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n usable photos</source>
        <translation>
            <numerusform>%n usable photo</numerusform>
            <numerusform>%n usable photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them set aside to judge the result</source>
        <translation>
            <numerusform>%n of them set aside to judge the result</numerusform>
            <numerusform>%n of them set aside to judge the result</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with a caption</source>
        <translation>
            <numerusform>%n with a caption</numerusform>
            <numerusform>%n with a caption</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with a damaged version</source>
        <translation>
            <numerusform>%n with a damaged version</numerusform>
            <numerusform>%n with a damaged version</numerusform>
        </translation>
    </message>
</context>
</TS>
