<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>Blend</name>
    <message>
        <source>{take} of {photo} was changed.</source>
        <translation>{take} von {photo} wurde geändert.</translation>
    </message>
    <message>
        <source>{take} was changed.</source>
        <translation>{take} wurde geändert.</translation>
    </message>
    <message>
        <source>How much of the restored picture shows; at 0 % it is the original</source>
        <translation>Wie viel vom restaurierten Bild zu sehen ist; bei 0 % ist es das Original</translation>
    </message>
    <message>
        <source>Blend</source>
        <translation>Mischung</translation>
    </message>
</context>
<context>
    <name>Brush</name>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Original</source>
        <comment>what the brush paints</comment>
        <translation>Original</translation>
    </message>
    <message>
        <source>Paint the original over the restored picture; X changes</source>
        <translation>Das Original über das restaurierte Bild malen; X wechselt</translation>
    </message>
    <message>
        <source>Restored</source>
        <comment>what the brush paints</comment>
        <translation>Restauriert</translation>
    </message>
    <message>
        <source>Paint the restored picture back; X changes</source>
        <translation>Das restaurierte Bild zurückmalen; X wechselt</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Diameter in pixels of the restored picture ([ and ], or Shift + wheel)</source>
        <translation>Durchmesser in Pixeln des restaurierten Bildes ([ und ], oder Umschalt + Mausrad)</translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation>Härte</translation>
    </message>
    <message>
        <source>How sharp the edge is (Shift + [ and Shift + ])</source>
        <translation>Wie scharf der Rand ist (Umschalt + [ und Umschalt + ])</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Deckkraft</translation>
    </message>
    <message>
        <source>How much one stroke changes</source>
        <translation>Wie viel ein Strich verändert</translation>
    </message>
    <message>
        <source>Show the layer</source>
        <translation>Ebene zeigen</translation>
    </message>
    <message>
        <source>Show in red where the original shows (O)</source>
        <translation>In Rot zeigen, wo das Original zu sehen ist (O)</translation>
    </message>
    <message>
        <source>Invert the layer</source>
        <translation>Ebene umkehren</translation>
    </message>
    <message>
        <source>Swap original and restored everywhere (I)</source>
        <translation>Original und Restauriertes überall vertauschen (I)</translation>
    </message>
    <message>
        <source>Clear the layer</source>
        <translation>Ebene leeren</translation>
    </message>
    <message>
        <source>Show the restored picture everywhere again</source>
        <translation>Wieder überall das restaurierte Bild zeigen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Put the brush away (B or Esc)</source>
        <translation>Den Pinsel weglegen (B oder Esc)</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>Restored</source>
        <translation>Restauriert</translation>
    </message>
    <message>
        <source>Restoring…</source>
        <translation>Wird restauriert…</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>{mode}: {left} and {right}</source>
        <translation>{mode}: {left} und {right}</translation>
    </message>
    <message>
        <source>Arrows move the brush, with Ctrl they paint. Enter paints where it is.</source>
        <translation>Pfeile bewegen den Pinsel, mit Strg malen sie. Enter malt an seiner Stelle.</translation>
    </message>
    <message>
        <source>Plus and minus zoom, Shift and arrows move the picture.</source>
        <translation>Plus und Minus zoomen, Umschalt und Pfeile verschieben das Bild.</translation>
    </message>
    <message>
        <source>Left and right arrows move the divider.</source>
        <translation>Pfeile nach links und rechts bewegen die Trennlinie.</translation>
    </message>
    <message>
        <source>Arrows move both pictures.</source>
        <translation>Pfeile bewegen beide Bilder.</translation>
    </message>
    <message>
        <source>Hold backslash to see the other picture.</source>
        <translation>Rückstrich halten, um das andere Bild zu sehen.</translation>
    </message>
    <message>
        <source>Arrows move the lens, brackets change its size.</source>
        <translation>Pfeile bewegen die Lupe, eckige Klammern ändern ihre Größe.</translation>
    </message>
</context>
<context>
    <name>Caption</name>
    <message>
        <source>Caption</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>What the photo shows, or nothing</source>
        <translation>Was das Foto zeigt, oder nichts</translation>
    </message>
    <message>
        <source>No caption</source>
        <comment>a button</comment>
        <translation>Keine</translation>
    </message>
    <message>
        <source>No caption: empty it</source>
        <translation>Keine Beschreibung: leeren</translation>
    </message>
    <message>
        <source>Empty the caption: the photo alone decides</source>
        <translation>Die Beschreibung leeren: Das Foto allein entscheidet</translation>
    </message>
    <message>
        <source>Words for what the photo shows steer the restoration. A person&apos;s name steers the face.</source>
        <translation>Worte für das, was das Foto zeigt, lenken die Restaurierung. Der Name einer Person lenkt das Gesicht.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stoppen</translation>
    </message>
    <message>
        <source>Write caption</source>
        <translation>Beschreiben</translation>
    </message>
    <message>
        <source>Stop at the next word</source>
        <translation>Beim nächsten Wort anhalten</translation>
    </message>
    <message>
        <source>Stop writing the caption</source>
        <translation>Beschreiben stoppen</translation>
    </message>
    <message>
        <source>No caption</source>
        <comment>a state</comment>
        <translation>Keine Beschreibung</translation>
    </message>
    <message>
        <source>About {tokens} of {window} tokens</source>
        <translation>Etwa {tokens} von {window} Token</translation>
    </message>
    <message>
        <source>About {tokens} of {window} tokens, read in parts</source>
        <translation>Etwa {tokens} von {window} Token, in Teilen gelesen</translation>
    </message>
    <message>
        <source>The model reads {window} tokens at once, roughly {words} words.</source>
        <translation>Das Modell liest {window} Token auf einmal, ungefähr {words} Wörter.</translation>
    </message>
</context>
<context>
    <name>Captioning</name>
    <message>
        <source>No captioner is installed. Get one in the Models window, from the menu at the top right. Or write the caption yourself.</source>
        <translation>Kein Beschreibungsmodell ist installiert. Im Fenster „Modelle“ (Menü oben rechts) gibt es eines. Oder die Beschreibung selbst schreiben.</translation>
    </message>
    <message>
        <source>Loading the captioner…</source>
        <translation>Beschreibungsmodell wird geladen…</translation>
    </message>
    <message>
        <source>Looking at the photo…</source>
        <translation>Foto wird erfasst…</translation>
    </message>
    <message>
        <source>Writing a caption…</source>
        <translation>Beschreibung entsteht…</translation>
    </message>
    <message>
        <source>Open a photo to have its caption written</source>
        <translation>Zum Beschreiben ein Foto öffnen</translation>
    </message>
    <message>
        <source>Let {captioner} describe the photo; you can change its words</source>
        <translation>{captioner} das Foto beschreiben lassen; die Worte sind änderbar</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird angehalten…</translation>
    </message>
    <message>
        <source>The captioner found no words for this photo. It can be restored without a caption.</source>
        <translation>Das Beschreibungsmodell fand keine Worte für dieses Foto. Es lässt sich auch ohne Beschreibung restaurieren.</translation>
    </message>
    <message>
        <source>Your own words were kept. The captioner&apos;s are: {words}</source>
        <translation>Die eigenen Worte wurden behalten. Die des Beschreibungsmodells: {words}</translation>
    </message>
    <message>
        <source>Use them</source>
        <comment>the captioner&apos;s words</comment>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
</context>
<context>
    <name>Choices</name>
    <message>
        <source>Get or add that model.</source>
        <translation>Dieses Modell holen oder hinzufügen.</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Dark</source>
        <comment>a theme, or a grey</comment>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <comment>a theme, or a grey</comment>
        <translation>Hell</translation>
    </message>
    <message>
        <source>By theme</source>
        <translation>Wie das Farbschema</translation>
    </message>
    <message>
        <source>Dark, 18 %</source>
        <translation>Dunkel, 18 %</translation>
    </message>
    <message>
        <source>Middle, 50 %</source>
        <translation>Mittel, 50 %</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Restoring</source>
        <translation>Restaurieren</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>Fassungen</translation>
    </message>
    <message>
        <source>Heirloom</source>
        <translation>Heirloom</translation>
    </message>
    <message>
        <source>Save what is beyond the photo</source>
        <translation>Speichern, was über das Foto hinausgeht</translation>
    </message>
    <message>
        <source>One picture, parted by a line that can be dragged</source>
        <translation>Ein Bild, geteilt durch eine verschiebbare Linie</translation>
    </message>
    <message>
        <source>Two pictures side by side, moved together</source>
        <translation>Zwei Bilder nebeneinander, gemeinsam bewegt</translation>
    </message>
    <message>
        <source>Two pictures one above the other, moved together</source>
        <translation>Zwei Bilder übereinander, gemeinsam bewegt</translation>
    </message>
    <message>
        <source>One picture; the other one while the mouse or \ is held</source>
        <translation>Ein Bild; das andere, solange die Maus oder \ gedrückt ist</translation>
    </message>
    <message>
        <source>One picture; the other one under a lens that follows the pointer</source>
        <translation>Ein Bild; das andere unter einer Lupe, die dem Zeiger folgt</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Open a photo</source>
        <translation>Ein Foto öffnen</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Open the picture or file in the clipboard</source>
        <translation>Bild oder Datei aus der Zwischenablage öffnen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save beside the original, under a new name</source>
        <translation>Neben dem Original speichern, unter neuem Namen</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern unter…</translation>
    </message>
    <message>
        <source>Save under a name of your choice</source>
        <translation>Unter einem eigenen Namen speichern</translation>
    </message>
    <message>
        <source>Save all results of the queue</source>
        <translation>Alle Ergebnisse der Warteschlange speichern</translation>
    </message>
    <message>
        <source>Save every finished photo of the queue that is not saved yet</source>
        <translation>Jedes fertige, noch nicht gespeicherte Foto der Warteschlange speichern</translation>
    </message>
    <message>
        <source>Save a grey picture, bright where the restored one shows what the photo does not hold</source>
        <translation>Ein graues Bild speichern, hell dort, wo das restaurierte zeigt, was das Foto nicht hergibt</translation>
    </message>
    <message>
        <source>Close photo</source>
        <translation>Foto schließen</translation>
    </message>
    <message>
        <source>Close the photo</source>
        <translation>Das Foto schließen</translation>
    </message>
    <message>
        <source>Next photo</source>
        <translation>Nächstes Foto</translation>
    </message>
    <message>
        <source>The next photo of the film strip</source>
        <translation>Das nächste Foto im Filmstreifen</translation>
    </message>
    <message>
        <source>Previous photo</source>
        <translation>Vorheriges Foto</translation>
    </message>
    <message>
        <source>The photo before</source>
        <translation>Das Foto davor</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Restaurieren</translation>
    </message>
    <message>
        <source>Restore this photo</source>
        <translation>Dieses Foto restaurieren</translation>
    </message>
    <message>
        <source>Restore all open photos</source>
        <translation>Alle offenen Fotos restaurieren</translation>
    </message>
    <message>
        <source>Put every open photo into the queue</source>
        <translation>Jedes offene Foto in die Warteschlange stellen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop at the next step</source>
        <translation>Beim nächsten Schritt anhalten</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Take the last change of settings or takes back</source>
        <translation>Die letzte Änderung an Einstellungen oder Fassungen zurücknehmen</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Bring it back</source>
        <translation>Das Zurückgenommene wiederherstellen</translation>
    </message>
    <message>
        <source>How to compare; the key goes to the next way</source>
        <translation>Art des Vergleichs; die Taste wechselt zur nächsten</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Einpassen</translation>
    </message>
    <message>
        <source>Show the whole picture</source>
        <translation>Das ganze Bild zeigen</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>One picture pixel on one screen pixel</source>
        <translation>Ein Bildpixel auf einem Bildschirmpixel</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>4 takes</source>
        <translation>4 Fassungen</translation>
    </message>
    <message>
        <source>Restore with four seeds</source>
        <translation>Mit vier Seeds restaurieren</translation>
    </message>
    <message>
        <source>Contact sheet</source>
        <translation>Kontaktbogen</translation>
    </message>
    <message>
        <source>Lay the takes out side by side</source>
        <translation>Die Fassungen nebeneinander auslegen</translation>
    </message>
    <message>
        <source>Next take</source>
        <translation>Nächste Fassung</translation>
    </message>
    <message>
        <source>Compare with the next take</source>
        <translation>Mit der nächsten Fassung vergleichen</translation>
    </message>
    <message>
        <source>Previous take</source>
        <translation>Vorherige Fassung</translation>
    </message>
    <message>
        <source>Compare with the take before</source>
        <translation>Mit der vorherigen Fassung vergleichen</translation>
    </message>
    <message>
        <source>Rename the take…</source>
        <translation>Fassung umbenennen…</translation>
    </message>
    <message>
        <source>Give the take a name</source>
        <translation>Der Fassung einen Namen geben</translation>
    </message>
    <message>
        <source>Star the take</source>
        <translation>Fassung markieren</translation>
    </message>
    <message>
        <source>Mark the take, or no more</source>
        <translation>Der Fassung einen Stern geben oder nehmen</translation>
    </message>
    <message>
        <source>Delete the take</source>
        <translation>Fassung löschen</translation>
    </message>
    <message>
        <source>Delete the take; undo brings it back</source>
        <translation>Die Fassung löschen; „Rückgängig“ holt sie zurück</translation>
    </message>
    <message>
        <source>Use the take&apos;s settings</source>
        <translation>Einstellungen der Fassung nutzen</translation>
    </message>
    <message>
        <source>Set the panel as for the take</source>
        <translation>Alles so einstellen wie bei dieser Fassung</translation>
    </message>
    <message>
        <source>Beyond the photo</source>
        <translation>Über das Foto hinaus</translation>
    </message>
    <message>
        <source>Show in colour what the restored picture shows and the photo does not hold</source>
        <translation>Farbig zeigen, was im restaurierten Bild ist und das Foto nicht hergibt</translation>
    </message>
    <message>
        <source>Paint where the restored picture shows</source>
        <translation>Malen, wo das restaurierte Bild zu sehen ist</translation>
    </message>
    <message>
        <source>Original or restored</source>
        <translation>Original oder restauriert</translation>
    </message>
    <message>
        <source>Paint the original, or the restored picture</source>
        <translation>Das Original malen, oder das restaurierte Bild</translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation>Kleinerer Pinsel</translation>
    </message>
    <message>
        <source>A smaller brush</source>
        <translation>Den Pinsel verkleinern</translation>
    </message>
    <message>
        <source>Larger brush</source>
        <translation>Größerer Pinsel</translation>
    </message>
    <message>
        <source>A larger brush</source>
        <translation>Den Pinsel vergrößern</translation>
    </message>
    <message>
        <source>Softer brush</source>
        <translation>Weicherer Pinsel</translation>
    </message>
    <message>
        <source>A softer edge</source>
        <translation>Ein weicherer Rand</translation>
    </message>
    <message>
        <source>Harder brush</source>
        <translation>Härterer Pinsel</translation>
    </message>
    <message>
        <source>A harder edge</source>
        <translation>Ein härterer Rand</translation>
    </message>
    <message>
        <source>Show the layer</source>
        <translation>Ebene zeigen</translation>
    </message>
    <message>
        <source>Show in red where the original shows</source>
        <translation>In Rot zeigen, wo das Original zu sehen ist</translation>
    </message>
    <message>
        <source>Invert the layer</source>
        <translation>Ebene umkehren</translation>
    </message>
    <message>
        <source>Swap original and restored everywhere</source>
        <translation>Original und Restauriertes überall vertauschen</translation>
    </message>
    <message>
        <source>Clear the layer</source>
        <translation>Ebene leeren</translation>
    </message>
    <message>
        <source>Show the restored picture everywhere again</source>
        <translation>Wieder überall das restaurierte Bild zeigen</translation>
    </message>
    <message>
        <source>Film strip</source>
        <translation>Filmstreifen</translation>
    </message>
    <message>
        <source>Show or hide the open photos</source>
        <translation>Die offenen Fotos zeigen oder ausblenden</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Show or hide the queue</source>
        <translation>Die Warteschlange zeigen oder ausblenden</translation>
    </message>
    <message>
        <source>Settings panel</source>
        <translation>Einstellungsleiste</translation>
    </message>
    <message>
        <source>Show or hide the settings</source>
        <translation>Die Einstellungen zeigen oder ausblenden</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Teach a model with your own photos</source>
        <translation>Ein Modell mit eigenen Fotos trainieren</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>Modelle…</translation>
    </message>
    <message>
        <source>What is installed, and what can be had</source>
        <translation>Was installiert ist und was es noch gibt</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Appearance, saving, memory, captioner</source>
        <translation>Aussehen, Speichern, Arbeitsspeicher, Beschreibungen</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>List the keys</source>
        <translation>Die Tasten auflisten</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>List what was said so far</source>
        <translation>Alle bisherigen Meldungen auflisten</translation>
    </message>
    <message>
        <source>Show kept results</source>
        <translation>Aufbewahrte Ergebnisse zeigen</translation>
    </message>
    <message>
        <source>Open the folder where every result is kept</source>
        <translation>Den Ordner öffnen, in dem jedes Ergebnis aufbewahrt wird</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Dismiss the message</source>
        <translation>Meldung ausblenden</translation>
    </message>
</context>
<context>
    <name>Comparison</name>
    <message>
        <source>Slider</source>
        <translation>Schieber</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Top and bottom</source>
        <translation>Übereinander</translation>
    </message>
    <message>
        <source>Hold to compare</source>
        <translation>Halten zum Vergleich</translation>
    </message>
    <message>
        <source>Lens</source>
        <translation>Lupe</translation>
    </message>
</context>
<context>
    <name>Data</name>
    <message>
        <source>FaithDiff (full model)</source>
        <translation>FaithDiff (volles Modell)</translation>
    </message>
    <message>
        <source>The released model of the paper, of the size of SDXL. For photos of 1024 pixels and more; wants a graphics card.</source>
        <translation>Das veröffentlichte Modell der Arbeit, so groß wie SDXL. Für Fotos ab 1024 Pixeln; braucht eine Grafikkarte.</translation>
    </message>
    <message>
        <source>Comfortable from 16 GB of graphics memory; 8, 6 and 4 GB have plans of their own.</source>
        <translation>Bequem ab 16 GB Grafikspeicher; für 8, 6 und 4 GB gibt es eigene Pläne.</translation>
    </message>
    <message>
        <source>not stated with the weights (the code is MIT)</source>
        <translation>bei den Gewichten nicht angegeben (der Code ist MIT)</translation>
    </message>
    <message>
        <source>The authors published the code under the MIT licence. A licence for the weights could not be confirmed: read the model card before you use them for more than yourself.</source>
        <translation>Die Autoren haben den Code unter der MIT-Lizenz veröffentlicht. Eine Lizenz für die Gewichte ließ sich nicht bestätigen: Vor mehr als privatem Gebrauch die Modellkarte lesen.</translation>
    </message>
    <message>
        <source>OpenRAIL++</source>
        <translation>OpenRAIL++</translation>
    </message>
    <message>
        <source>Free to use, also commercially, but not for the harmful purposes that the licence lists; whoever passes the model on passes on these conditions.</source>
        <translation>Frei nutzbar, auch gewerblich, aber nicht für die schädlichen Zwecke, die die Lizenz nennt; wer das Modell weitergibt, gibt diese Bedingungen mit.</translation>
    </message>
    <message>
        <source>MIT</source>
        <translation>MIT</translation>
    </message>
    <message>
        <source>Free for every use, as long as the notice stays with it.</source>
        <translation>Frei für jeden Gebrauch, solange der Hinweis dabei bleibt.</translation>
    </message>
    <message>
        <source>Florence-2 base</source>
        <translation>Florence-2 base</translation>
    </message>
    <message>
        <source>Describes a photo in words, in a second or two. The default captioner.</source>
        <translation>Beschreibt ein Foto in ein, zwei Sekunden. Das Standardmodell für Beschreibungen.</translation>
    </message>
    <message>
        <source>About 1 GB.</source>
        <translation>Etwa 1 GB.</translation>
    </message>
    <message>
        <source>Florence-2 large</source>
        <translation>Florence-2 large</translation>
    </message>
    <message>
        <source>Describes a photo in more detail, more slowly.</source>
        <translation>Beschreibt ein Foto ausführlicher, aber langsamer.</translation>
    </message>
    <message>
        <source>About 3 GB.</source>
        <translation>Etwa 3 GB.</translation>
    </message>
    <message>
        <source>Faded portrait</source>
        <translation>Verblasstes Porträt</translation>
    </message>
    <message>
        <source>Folded black-and-white print</source>
        <translation>Geknickter Schwarz-Weiß-Abzug</translation>
    </message>
    <message>
        <source>Early digital snapshot</source>
        <translation>Früher digitaler Schnappschuss</translation>
    </message>
    <message>
        <source>Yellowed rocket at dusk</source>
        <translation>Vergilbte Rakete im Abendlicht</translation>
    </message>
    <message>
        <source>Built-in (small)</source>
        <translation>Mitgeliefert (klein)</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Open a photo</source>
        <translation>Ein Foto öffnen</translation>
    </message>
    <message>
        <source>Save the restored photo</source>
        <translation>Restauriertes Foto speichern</translation>
    </message>
    <message>
        <source>Keyboard and mouse</source>
        <translation>Tastatur und Maus</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Photos ({patterns})</source>
        <translation>Fotos ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>On the picture</source>
        <translation>Auf dem Bild</translation>
    </message>
    <message>
        <source>Nothing was said so far.</source>
        <translation>Bisher gab es keine Meldungen.</translation>
    </message>
    <message>
        <source> or </source>
        <comment>between two keys</comment>
        <translation> oder </translation>
    </message>
</context>
<context>
    <name>Document</name>
    <message>
        <source>Pasted picture</source>
        <translation>Eingefügtes Bild</translation>
    </message>
</context>
<context>
    <name>Empty</name>
    <message>
        <source>Drop a photo here</source>
        <translation>Hier ein Foto ablegen</translation>
    </message>
    <message>
        <source>or open one, or paste one with Ctrl+V. The original is never changed.</source>
        <translation>oder eines öffnen, oder mit Strg+V einfügen. Das Original wird nie verändert.</translation>
    </message>
    <message>
        <source>Open photo…</source>
        <translation>Foto öffnen…</translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation>Beispiel ausprobieren</translation>
    </message>
    <message>
        <source>Drop to open</source>
        <translation>Zum Öffnen ablegen</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>Get the adapter again.</source>
        <translation>Den Adapter erneut laden.</translation>
    </message>
    <message>
        <source>cannot be read ({reason})</source>
        <translation>kann nicht gelesen werden ({reason})</translation>
    </message>
    <message>
        <source>is damaged: its content is not what it says</source>
        <translation>ist beschädigt: Der Inhalt ist nicht der angegebene</translation>
    </message>
    <message>
        <source>is damaged: {why}</source>
        <translation>ist beschädigt: {why}</translation>
    </message>
    <message>
        <source>its header cannot be that long</source>
        <translation>so lang kann der Kopf der Datei nicht sein</translation>
    </message>
    <message>
        <source>it ends early, within its header</source>
        <translation>sie endet zu früh, mitten im Kopf</translation>
    </message>
    <message>
        <source>its header is no JSON</source>
        <translation>der Kopf der Datei ist kein JSON</translation>
    </message>
    <message>
        <source>its header is no table</source>
        <translation>der Kopf der Datei ist keine Tabelle</translation>
    </message>
    <message>
        <source>its metadata is no table</source>
        <translation>die Metadaten sind keine Tabelle</translation>
    </message>
    <message>
        <source>is a folder, but an adapter is one file</source>
        <translation>ist ein Ordner, ein Adapter ist aber eine einzelne Datei</translation>
    </message>
    <message>
        <source>Name the adapter&apos;s file.</source>
        <translation>Die Datei des Adapters angeben.</translation>
    </message>
    <message>
        <source>Adapters are .safetensors files that Heirloom&apos;s training writes.</source>
        <translation>Adapter sind .safetensors-Dateien, die das Training von Heirloom schreibt.</translation>
    </message>
    <message>
        <source>is no adapter, but a PyTorch file</source>
        <translation>ist kein Adapter, sondern eine PyTorch-Datei</translation>
    </message>
    <message>
        <source>a LoRA of another program</source>
        <translation>ein LoRA eines anderen Programms</translation>
    </message>
    <message>
        <source>Give a file that Heirloom&apos;s training wrote; it fits only the model it was trained on.</source>
        <translation>Gebraucht wird eine Datei, die das Training von Heirloom geschrieben hat; sie passt nur zu dem Modell, auf dem sie trainiert wurde.</translation>
    </message>
    <message>
        <source>is {kind}, not an adapter of Heirloom&apos;s</source>
        <translation>ist {kind}, kein Adapter von Heirloom</translation>
    </message>
    <message>
        <source>its metadata is not valid JSON ({reason})</source>
        <translation>die Metadaten sind kein gültiges JSON ({reason})</translation>
    </message>
    <message>
        <source>its metadata is not a JSON object</source>
        <translation>die Metadaten sind kein JSON-Objekt</translation>
    </message>
    <message>
        <source>changes {part}.{inner}, which {name} does not have</source>
        <translation>ändert {part}.{inner}, das es in {name} nicht gibt</translation>
    </message>
    <message>
        <source>its key {key} has the shape {shape}, which does not fit {wanted}</source>
        <translation>der Schlüssel {key} hat die Form {shape}, die nicht zu {wanted} passt</translation>
    </message>
    <message>
        <source>is an adapter for another version of {name}: for {wanted}, not {found}</source>
        <translation>ist ein Adapter für eine andere Version von {name}: für {wanted}, nicht {found}</translation>
    </message>
    <message>
        <source>Get that version, or train the adapter again on this one.</source>
        <translation>Jene Version laden oder den Adapter auf dieser neu trainieren.</translation>
    </message>
    <message>
        <source>is an adapter for {wanted}, not for {found}</source>
        <translation>ist ein Adapter für {wanted}, nicht für {found}</translation>
    </message>
    <message>
        <source>Use it with the model {name}.</source>
        <translation>Er gehört zum Modell {name}.</translation>
    </message>
    <message>
        <source>Use it with the model it was trained on.</source>
        <translation>Er gehört zu dem Modell, auf dem er trainiert wurde.</translation>
    </message>
    <message>
        <source>this part of the model is missing</source>
        <translation>dieser Teil des Modells fehlt</translation>
    </message>
    <message>
        <source>Get the model again.</source>
        <translation>Das Modell erneut laden.</translation>
    </message>
    <message>
        <source>changed while it was copied</source>
        <translation>wurde während des Kopierens geändert</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Noch einmal versuchen.</translation>
    </message>
    <message>
        <source>is not in the folder of adapters, so it is not deleted</source>
        <translation>liegt nicht im Ordner der Adapter und wird daher nicht gelöscht</translation>
    </message>
    <message>
        <source>Give another one with --name, or remove it first: heirloom models remove {name}.</source>
        <translation>Mit --name einen anderen angeben oder es zuerst entfernen: heirloom models remove {name}.</translation>
    </message>
    <message>
        <source>the name {name!r} is that of another model or adapter</source>
        <translation>{name!r} heißt schon ein anderes Modell oder ein anderer Adapter</translation>
    </message>
    <message>
        <source>not enough memory on {place} for the weights of this model</source>
        <translation>nicht genug Speicher auf {place} für die Gewichte dieses Modells</translation>
    </message>
    <message>
        <source>Choose a smaller plan, or close other programs.</source>
        <translation>Einen kleineren Speicherplan wählen oder andere Programme schließen.</translation>
    </message>
    <message>
        <source>Get the captioner again.</source>
        <translation>Das Beschreibungsmodell erneut laden.</translation>
    </message>
    <message>
        <source>Get one with: heirloom models get {name}.</source>
        <translation>Eines gibt es mit: heirloom models get {name}.</translation>
    </message>
    <message>
        <source>no captioner is installed</source>
        <translation>kein Beschreibungsmodell ist installiert</translation>
    </message>
    <message>
        <source>Installed: {names}.</source>
        <translation>Installiert: {names}.</translation>
    </message>
    <message>
        <source>there is no captioner {name!r}</source>
        <translation>es gibt kein Beschreibungsmodell {name!r}</translation>
    </message>
    <message>
        <source>Give its folder or its name. {there}</source>
        <translation>Den Ordner oder den Namen angeben. {there}</translation>
    </message>
    <message>
        <source>there is no such captioner folder</source>
        <translation>diesen Ordner eines Beschreibungsmodells gibt es nicht</translation>
    </message>
    <message>
        <source>Check the name.</source>
        <translation>Den Namen prüfen.</translation>
    </message>
    <message>
        <source>is an adapter (LoRA), not a whole captioner</source>
        <translation>ist ein Adapter (LoRA), kein ganzes Beschreibungsmodell</translation>
    </message>
    <message>
        <source>Merge it into its base, or get a whole captioner.</source>
        <translation>Ihn mit seiner Basis zusammenführen oder ein ganzes Beschreibungsmodell laden.</translation>
    </message>
    <message>
        <source>does not say which model it is (model_type)</source>
        <translation>sagt nicht, welches Modell es ist (model_type)</translation>
    </message>
    <message>
        <source>is Florence-2 as it was first published, which runs only with code of its own</source>
        <translation>ist Florence-2 in seiner ersten Fassung, die nur mit eigenem Code läuft</translation>
    </message>
    <message>
        <source>Get it converted: heirloom models get {name}.</source>
        <translation>Umgewandelt gibt es das mit: heirloom models get {name}.</translation>
    </message>
    <message>
        <source>can run code when opened, so it was not, and there are no other weights</source>
        <translation>kann beim Öffnen Code ausführen, wurde deshalb nicht geöffnet, und andere Gewichte gibt es nicht</translation>
    </message>
    <message>
        <source>Get the captioner with weights in safetensors.</source>
        <translation>Das Beschreibungsmodell mit Gewichten in safetensors laden.</translation>
    </message>
    <message>
        <source>this file of the captioner is missing</source>
        <translation>diese Datei des Beschreibungsmodells fehlt</translation>
    </message>
    <message>
        <source>names no files (weight_map)</source>
        <translation>nennt keine Dateien (weight_map)</translation>
    </message>
    <message>
        <source>names {name!r}, which is no safetensors file beside it</source>
        <translation>nennt {name!r}, was keine safetensors-Datei daneben ist</translation>
    </message>
    <message>
        <source>is not a file</source>
        <translation>ist keine Datei</translation>
    </message>
    <message>
        <source>is damaged: its list of contents cannot be read</source>
        <translation>ist beschädigt: Das Inhaltsverzeichnis kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>is damaged: {size:,} bytes long instead of {wanted:,}</source>
        <translation>ist beschädigt: {size:,} Bytes lang statt {wanted:,}</translation>
    </message>
    <message>
        <source>asks for {value!r}, which is code from elsewhere</source>
        <translation>verlangt {value!r}, das ist Code von anderswo</translation>
    </message>
    <message>
        <source>{name} is {value}, but {most} is the most</source>
        <translation>{name} ist {value}, höchstens erlaubt ist {most}</translation>
    </message>
    <message>
        <source>is larger than {most} KiB</source>
        <translation>ist größer als {most} KiB</translation>
    </message>
    <message>
        <source>is not a JSON object</source>
        <translation>ist kein JSON-Objekt</translation>
    </message>
    <message>
        <source>has no {file}, so it is not a model</source>
        <translation>hat keine {file} und ist daher kein Modell</translation>
    </message>
    <message>
        <source>Name a model&apos;s folder.</source>
        <translation>Den Ordner eines Modells angeben.</translation>
    </message>
    <message>
        <source>It brings its model with it: heirloom restore --adapter {name}.</source>
        <translation>Er bringt sein Modell mit: heirloom restore --adapter {name}.</translation>
    </message>
    <message>
        <source>{name} is an adapter, not a model</source>
        <translation>{name} ist ein Adapter, kein Modell</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Give a model&apos;s folder or one of these names: {there}.</source>
        <translation>Den Ordner eines Modells oder einen dieser Namen angeben: {there}.</translation>
    </message>
    <message>
        <source>there is no model {name!r}</source>
        <translation>es gibt kein Modell {name!r}</translation>
    </message>
    <message>
        <source>Give an adapter&apos;s file or one of these names: {names}.</source>
        <translation>Die Datei eines Adapters oder einen dieser Namen angeben: {names}.</translation>
    </message>
    <message>
        <source>Give an adapter&apos;s file.</source>
        <translation>Die Datei eines Adapters angeben.</translation>
    </message>
    <message>
        <source>there is no adapter {name!r}</source>
        <translation>es gibt keinen Adapter {name!r}</translation>
    </message>
    <message>
        <source>needs another version of the model {name}, {identity}, which is not installed</source>
        <translation>braucht eine andere Version des Modells {name}, {identity}, die nicht installiert ist</translation>
    </message>
    <message>
        <source>Get it with: heirloom models get {name}.</source>
        <translation>Laden lässt es sich mit: heirloom models get {name}.</translation>
    </message>
    <message>
        <source>Import it with: heirloom models import.</source>
        <translation>Importieren lässt es sich mit: heirloom models import.</translation>
    </message>
    <message>
        <source>needs the model {name}, {identity}, which is not installed</source>
        <translation>braucht das Modell {name}, {identity}, das nicht installiert ist</translation>
    </message>
    <message>
        <source>needs the model it was trained on, {identity}, which is not installed</source>
        <translation>braucht das Modell, auf dem er trainiert wurde, {identity}, das nicht installiert ist</translation>
    </message>
    <message>
        <source>there is nothing called {name!r} to download</source>
        <translation>unter dem Namen {name!r} gibt es nichts herunterzuladen</translation>
    </message>
    <message>
        <source>There is: {names}.</source>
        <translation>Es gibt: {names}.</translation>
    </message>
    <message>
        <source>the restored picture would have {megapixels} megapixels ({width} x {height}), but {most} are the most</source>
        <translation>das restaurierte Bild hätte {megapixels} Megapixel ({width} x {height}), höchstens möglich sind {most}</translation>
    </message>
    <message>
        <source>Choose a smaller size.</source>
        <translation>Eine kleinere Größe wählen.</translation>
    </message>
    <message>
        <source>Choose a smaller scale.</source>
        <translation>Eine kleinere Vergrößerung wählen.</translation>
    </message>
    <message>
        <source>the model&apos;s result is not a picture (it has values that are not numbers)</source>
        <translation>das Ergebnis des Modells ist kein Bild (es enthält Werte, die keine Zahlen sind)</translation>
    </message>
    <message>
        <source>Try the precision fp32, or another seed.</source>
        <translation>Die Genauigkeit fp32 oder einen anderen Seed versuchen.</translation>
    </message>
    <message>
        <source>the model&apos;s result is empty: all of one colour</source>
        <translation>das Ergebnis des Modells ist leer: nur eine Farbe</translation>
    </message>
    <message>
        <source>Try other settings or another seed.</source>
        <translation>Andere Einstellungen oder einen anderen Seed versuchen.</translation>
    </message>
    <message>
        <source>the hub does not say how long {name} of {repository} is</source>
        <translation>der Hub sagt nicht, wie lang {name} aus {repository} ist</translation>
    </message>
    <message>
        <source>the disk is too full: {needed} are needed, but only {free} are free</source>
        <translation>der Datenträger ist zu voll: {needed} werden gebraucht, frei sind aber nur {free}</translation>
    </message>
    <message>
        <source>Make room, then run the command again. {go_on}</source>
        <translation>Platz schaffen und den Befehl noch einmal ausführen. {go_on}</translation>
    </message>
    <message>
        <source>the disk is full ({free} free)</source>
        <translation>der Datenträger ist voll ({free} frei)</translation>
    </message>
    <message>
        <source>cannot be written ({reason})</source>
        <translation>kann nicht geschrieben werden ({reason})</translation>
    </message>
    <message>
        <source>{repository} has a file with the unsafe name {name!a}</source>
        <translation>{repository} enthält eine Datei mit dem unsicheren Namen {name!a}</translation>
    </message>
    <message>
        <source>{repository} has no file {names}</source>
        <translation>{repository} hat keine Datei {names}</translation>
    </message>
    <message>
        <source>It may have been renamed: see whether there is a newer Heirloom.</source>
        <translation>Vielleicht wurde sie umbenannt: Bitte nachsehen, ob es ein neueres Heirloom gibt.</translation>
    </message>
    <message>
        <source>{name} of {repository} is not the file that this Heirloom knows: its hash is another</source>
        <translation>{name} aus {repository} ist nicht die Datei, die dieses Heirloom kennt: Ihre Prüfsumme ist eine andere</translation>
    </message>
    <message>
        <source>See whether there is a newer Heirloom.</source>
        <translation>Bitte nachsehen, ob es ein neueres Heirloom gibt.</translation>
    </message>
    <message>
        <source>the connection to the hub breaks again and again ({reason}, {name})</source>
        <translation>die Verbindung zum Hub bricht immer wieder ab ({reason}, {name})</translation>
    </message>
    <message>
        <source>Check the connection and try again. {go_on}</source>
        <translation>Die Verbindung prüfen und noch einmal versuchen. {go_on}</translation>
    </message>
    <message>
        <source>{name} is longer than the {size:,} bytes announced</source>
        <translation>{name} ist länger als die angekündigten {size:,} Bytes</translation>
    </message>
    <message>
        <source>The file is fetched anew when you run the command again.</source>
        <translation>Die Datei wird neu geholt, wenn der Befehl noch einmal ausgeführt wird.</translation>
    </message>
    <message>
        <source>{name} came damaged: its content is not what the hub announced</source>
        <translation>{name} kam beschädigt an: Der Inhalt ist nicht der angekündigte</translation>
    </message>
    <message>
        <source>It was deleted, and is fetched anew when you run the command again.</source>
        <translation>Sie wurde gelöscht und wird neu geholt, wenn der Befehl noch einmal ausgeführt wird.</translation>
    </message>
    <message>
        <source>{what}. {advice}</source>
        <translation>{what}. {advice}</translation>
    </message>
    <message>
        <source>{file}: {what}. {advice}</source>
        <translation>{file}: {what}. {advice}</translation>
    </message>
    <message>
        <source>{file}: {what}</source>
        <translation>{file}: {what}</translation>
    </message>
    <message>
        <source>Get the file again.</source>
        <translation>Die Datei erneut laden.</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>diese Datei gibt es nicht</translation>
    </message>
    <message>
        <source>saving ended unexpectedly ({how})</source>
        <translation>das Speichern endete unerwartet ({how})</translation>
    </message>
    <message>
        <source>Close other programs and try again.</source>
        <translation>Andere Programme schließen und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>the picture could not be decoded: the decoder ended unexpectedly ({how})</source>
        <translation>das Bild konnte nicht geöffnet werden: Das Lesen endete unerwartet ({how})</translation>
    </message>
    <message>
        <source>It may be damaged, or memory ran out. Save a copy of it with another program.</source>
        <translation>Vielleicht ist es beschädigt, oder der Speicher reichte nicht. Mit einem anderen Programm eine Kopie speichern.</translation>
    </message>
    <message>
        <source>is being written by another program</source>
        <translation>wird gerade von einem anderen Programm geschrieben</translation>
    </message>
    <message>
        <source>Try again when it is done.</source>
        <translation>Noch einmal versuchen, wenn es fertig ist.</translation>
    </message>
    <message>
        <source>the result could not be kept here ({reason})</source>
        <translation>das Ergebnis konnte hier nicht aufbewahrt werden ({reason})</translation>
    </message>
    <message>
        <source>Save it now, or free some space.</source>
        <translation>Jetzt speichern oder Platz schaffen.</translation>
    </message>
    <message>
        <source>was made by a newer Heirloom, with settings unknown here</source>
        <translation>stammt von einem neueren Heirloom, mit Einstellungen, die hier unbekannt sind</translation>
    </message>
    <message>
        <source>cannot be made ({reason})</source>
        <translation>kann nicht angelegt werden ({reason})</translation>
    </message>
    <message>
        <source>Check the disk.</source>
        <translation>Den Datenträger prüfen.</translation>
    </message>
    <message>
        <source>its name is not a text</source>
        <translation>der Name ist kein Text</translation>
    </message>
    <message>
        <source>a preset&apos;s name has 1 to {most} characters</source>
        <translation>der Name einer Vorgabe hat 1 bis {most} Zeichen</translation>
    </message>
    <message>
        <source>its name has characters that cannot be shown</source>
        <translation>der Name enthält Zeichen, die nicht angezeigt werden können</translation>
    </message>
    <message>
        <source>could not be written ({reason})</source>
        <translation>konnte nicht geschrieben werden ({reason})</translation>
    </message>
    <message>
        <source>could not be removed ({reason})</source>
        <translation>konnte nicht entfernt werden ({reason})</translation>
    </message>
    <message>
        <source>there is no preset called {wanted!r:.100}</source>
        <translation>es gibt keine Vorgabe namens {wanted!r:.100}</translation>
    </message>
    <message>
        <source>Known: {known}. Or give a file.</source>
        <translation>Bekannt: {known}. Oder eine Datei angeben.</translation>
    </message>
    <message>
        <source>is larger than {most} KiB, so it is no preset</source>
        <translation>ist größer als {most} KiB und daher keine Vorgabe</translation>
    </message>
    <message>
        <source>is not a preset: it is no valid JSON ({reason!s:.100})</source>
        <translation>ist keine Vorgabe: kein gültiges JSON ({reason!s:.100})</translation>
    </message>
    <message>
        <source>is not a preset of Heirloom</source>
        <translation>ist keine Vorgabe von Heirloom</translation>
    </message>
    <message>
        <source>is not a preset of Heirloom: its version is no number</source>
        <translation>ist keine Vorgabe von Heirloom: Die Version ist keine Zahl</translation>
    </message>
    <message>
        <source>was made by a newer Heirloom</source>
        <translation>stammt von einem neueren Heirloom</translation>
    </message>
    <message>
        <source>Get the newest Heirloom to use it.</source>
        <translation>Mit dem neuesten Heirloom lässt sie sich verwenden.</translation>
    </message>
    <message>
        <source>is not a preset: it has the unknown entry {unknown!r:.60}</source>
        <translation>ist keine Vorgabe: Der Eintrag {unknown!r:.60} ist unbekannt</translation>
    </message>
    <message>
        <source>names a model in a way that no model is called</source>
        <translation>nennt ein Modell, wie kein Modell heißt</translation>
    </message>
    <message>
        <source>has no settings</source>
        <translation>hat keine Einstellungen</translation>
    </message>
    <message>
        <source>Main memory could not be pinned, so the model&apos;s weights came to the card slowly.</source>
        <translation>Arbeitsspeicher ließ sich nicht festhalten, deshalb kamen die Gewichte des Modells langsam auf die Karte.</translation>
    </message>
    <message>
        <source>Most of the model&apos;s weights were rounded to 8 bits, which changes the picture a little.</source>
        <translation>Die meisten Gewichte des Modells wurden auf 8 Bit gerundet, was das Bild ein wenig ändert.</translation>
    </message>
    <message>
        <source>Memory ran out with the plan {plan}, so the smaller plan {smaller} was taken.</source>
        <translation>Mit dem Speicherplan {plan} reichte der Speicher nicht, deshalb wurde der kleinere {smaller} genommen.</translation>
    </message>
    <message>
        <source>The photo has 16 bits a channel; the restored picture has 8.</source>
        <translation>Das Foto hat 16 Bit je Kanal; das restaurierte Bild hat 8.</translation>
    </message>
    <message>
        <source>Strength has no effect when the restoration starts from noise.</source>
        <translation>Die Stärke hat keine Wirkung, wenn die Restaurierung mit Rauschen beginnt.</translation>
    </message>
    <message>
        <source>is empty</source>
        <translation>ist leer</translation>
    </message>
    <message>
        <source>is only a Git LFS pointer, not the file itself</source>
        <translation>ist nur ein Git-LFS-Verweis, nicht die Datei selbst</translation>
    </message>
    <message>
        <source>is a web page, not the file itself</source>
        <translation>ist eine Webseite, nicht die Datei selbst</translation>
    </message>
    <message>
        <source>unsafe format: calls itself safetensors, but is a pickle, which can run code when opened</source>
        <translation>unsicheres Format: gibt sich als safetensors aus, ist aber ein Pickle, das beim Öffnen Code ausführen kann</translation>
    </message>
    <message>
        <source>Do not use this file.</source>
        <translation>Diese Datei nicht verwenden.</translation>
    </message>
    <message>
        <source>is damaged, or no safetensors file</source>
        <translation>ist beschädigt oder keine safetensors-Datei</translation>
    </message>
    <message>
        <source>unsafe format: is a pickle</source>
        <translation>unsicheres Format: ist ein Pickle</translation>
    </message>
    <message>
        <source>unsafe format: a bare pickle, which can run code when opened</source>
        <translation>unsicheres Format: ein bloßes Pickle, das beim Öffnen Code ausführen kann</translation>
    </message>
    <message>
        <source>Only .safetensors, or .bin as PyTorch saves it since 1.6.</source>
        <translation>Nur .safetensors, oder .bin, wie PyTorch es seit 1.6 speichert.</translation>
    </message>
    <message>
        <source>is not a file of weights</source>
        <translation>ist keine Datei mit Gewichten</translation>
    </message>
    <message>
        <source>it ends early, after {size:,} bytes</source>
        <translation>sie endet zu früh, nach {size:,} Bytes</translation>
    </message>
    <message>
        <source>its entry {key!r:.80} does not make sense</source>
        <translation>der Eintrag {key!r:.80} ergibt keinen Sinn</translation>
    </message>
    <message>
        <source>its tensors overlap, or leave gaps</source>
        <translation>die Tensoren überlappen sich oder lassen Lücken</translation>
    </message>
    <message>
        <source>it is {size:,} bytes long instead of {wanted:,}</source>
        <translation>sie ist {size:,} Bytes lang statt {wanted:,}</translation>
    </message>
    <message>
        <source>unsafe format: has compressed members</source>
        <translation>unsicheres Format: enthält komprimierte Teile</translation>
    </message>
    <message>
        <source>unsafe format: its table of names is too large</source>
        <translation>unsicheres Format: Das Namensverzeichnis ist zu groß</translation>
    </message>
    <message>
        <source>is a zip archive, but not one of PyTorch</source>
        <translation>ist ein Zip-Archiv, aber keines von PyTorch</translation>
    </message>
    <message>
        <source>is damaged: the sum of {bad!r:.80} is wrong</source>
        <translation>ist beschädigt: Die Prüfsumme von {bad!r:.80} stimmt nicht</translation>
    </message>
    <message>
        <source>is damaged ({reason})</source>
        <translation>ist beschädigt ({reason})</translation>
    </message>
    <message>
        <source>is {kind}, but {wanted} is needed</source>
        <translation>ist {kind}, gebraucht wird aber {wanted}</translation>
    </message>
    <message>
        <source>Give another file.</source>
        <translation>Eine andere Datei angeben.</translation>
    </message>
    <message>
        <source>What has come is kept; the same command goes on from there.</source>
        <translation>Was schon da ist, bleibt; derselbe Befehl macht dort weiter.</translation>
    </message>
    <message>
        <source>{name} of {repository}</source>
        <translation>{name} aus {repository}</translation>
    </message>
    <message>
        <source>Unset HF_HUB_OFFLINE, or bring the files over and use: heirloom models import.</source>
        <translation>HF_HUB_OFFLINE aufheben, oder die Dateien herbringen und: heirloom models import.</translation>
    </message>
    <message>
        <source>downloads are switched off by HF_HUB_OFFLINE</source>
        <translation>Herunterladen ist durch HF_HUB_OFFLINE abgeschaltet</translation>
    </message>
    <message>
        <source>the hub does not answer (asked for {what})</source>
        <translation>der Hub antwortet nicht (gefragt nach {what})</translation>
    </message>
    <message>
        <source>Try again later. {go_on}</source>
        <translation>Später noch einmal versuchen. {go_on}</translation>
    </message>
    <message>
        <source>Check the proxy settings (HTTPS_PROXY).</source>
        <translation>Die Proxy-Einstellungen prüfen (HTTPS_PROXY).</translation>
    </message>
    <message>
        <source>the proxy of this network refuses ({reason})</source>
        <translation>der Proxy dieses Netzes lehnt ab ({reason})</translation>
    </message>
    <message>
        <source>Check the connection and try again. {go_on} Without a network: heirloom models import.</source>
        <translation>Die Verbindung prüfen und noch einmal versuchen. {go_on} Ohne Netz: heirloom models import.</translation>
    </message>
    <message>
        <source>the hub cannot be reached ({reason})</source>
        <translation>der Hub ist nicht erreichbar ({reason})</translation>
    </message>
    <message>
        <source>If HF_ENDPOINT is set, check it; some networks answer with a sign-in page of their own.</source>
        <translation>Falls HF_ENDPOINT gesetzt ist, bitte prüfen; manche Netze antworten mit einer eigenen Anmeldeseite.</translation>
    </message>
    <message>
        <source>the answer about {what} is not that of a model hub</source>
        <translation>die Antwort zu {what} ist nicht die eines Modell-Hubs</translation>
    </message>
    <message>
        <source>Open {page}; if it wants you to sign in, set HF_TOKEN to a token of yours. {go_on}</source>
        <translation>{page} öffnen; wenn eine Anmeldung verlangt wird, HF_TOKEN auf ein eigenes Token setzen. {go_on}</translation>
    </message>
    <message>
        <source>the hub does not give {what} without signing in (401)</source>
        <translation>der Hub gibt {what} nicht ohne Anmeldung heraus (401)</translation>
    </message>
    <message>
        <source>Accept the conditions on {page}, then set HF_TOKEN to a token of yours. {go_on}</source>
        <translation>Die Bedingungen auf {page} annehmen und HF_TOKEN auf ein eigenes Token setzen. {go_on}</translation>
    </message>
    <message>
        <source>the hub does not let you have {what} (403)</source>
        <translation>der Hub verweigert {what} (403)</translation>
    </message>
    <message>
        <source>It may have been moved or renamed: see whether there is a newer Heirloom.</source>
        <translation>Vielleicht wurde es verschoben oder umbenannt: Bitte nachsehen, ob es ein neueres Heirloom gibt.</translation>
    </message>
    <message>
        <source>the hub has no {what} (404)</source>
        <translation>der Hub hat {what} nicht (404)</translation>
    </message>
    <message>
        <source>in a few minutes</source>
        <translation>in ein paar Minuten</translation>
    </message>
    <message>
        <source>in {seconds} seconds</source>
        <translation>in {seconds} Sekunden</translation>
    </message>
    <message>
        <source>the hub asks for a pause (429)</source>
        <translation>der Hub bittet um eine Pause (429)</translation>
    </message>
    <message>
        <source>Try again {when}. {go_on}</source>
        <translation>Noch einmal versuchen: {when}. {go_on}</translation>
    </message>
    <message>
        <source>the hub has trouble ({status}, asked for {what})</source>
        <translation>der Hub hat Schwierigkeiten ({status}, gefragt nach {what})</translation>
    </message>
    <message>
        <source>the hub sent another part of {name} than asked for</source>
        <translation>der Hub hat einen anderen Teil von {name} geschickt als verlangt</translation>
    </message>
    <message>
        <source>{name} would be {length:,} bytes long instead of {size:,}</source>
        <translation>{name} wäre {length:,} Bytes lang statt {size:,}</translation>
    </message>
    <message>
        <source>Something in between may have answered instead of the hub, a sign-in page say. {go_on}</source>
        <translation>Vielleicht hat statt des Hubs etwas dazwischen geantwortet, etwa eine Anmeldeseite. {go_on}</translation>
    </message>
    <message>
        <source>not enough memory for this picture</source>
        <translation>nicht genug Speicher für dieses Bild</translation>
    </message>
    <message>
        <source>Close other programs.</source>
        <translation>Andere Programme schließen.</translation>
    </message>
    <message>
        <source>the program that saved this picture has ended</source>
        <translation>das Programm, das dieses Bild speicherte, ist beendet</translation>
    </message>
    <message>
        <source>16-bit colour planes other than RGB cannot be read</source>
        <translation>16-Bit-Farbebenen außer RGB können nicht gelesen werden</translation>
    </message>
    <message>
        <source>Save it with 8 bits.</source>
        <translation>Mit 8 Bit speichern.</translation>
    </message>
    <message>
        <source>Save it as PNG or TIFF.</source>
        <translation>Als PNG oder TIFF speichern.</translation>
    </message>
    <message>
        <source>Save it as PNG.</source>
        <translation>Als PNG speichern.</translation>
    </message>
    <message>
        <source>{width}x{height} pixels, but {kind} files end at {side} pixels a side</source>
        <translation>{width}x{height} Pixel, aber {kind}-Dateien gehen nur bis {side} Pixel je Seite</translation>
    </message>
    <message>
        <source>{megapixels} megapixels, but {kind} files end at {most}</source>
        <translation>{megapixels} Megapixel, aber {kind}-Dateien gehen nur bis {most}</translation>
    </message>
    <message>
        <source>BMP files hold no metadata; date, place and captions were left out.</source>
        <translation>BMP-Dateien enthalten keine Metadaten; Datum, Ort und Beschreibungen wurden weggelassen.</translation>
    </message>
    <message>
        <source>not enough memory to save the picture</source>
        <translation>nicht genug Speicher, um das Bild zu speichern</translation>
    </message>
    <message>
        <source>The metadata could not be written; date, place and captions were left out.</source>
        <translation>Die Metadaten konnten nicht geschrieben werden; Datum, Ort und Beschreibungen wurden weggelassen.</translation>
    </message>
    <message>
        <source>the picture could not be encoded as {kind} ({reason})</source>
        <translation>das Bild konnte nicht als {kind} geschrieben werden ({reason})</translation>
    </message>
    <message>
        <source>The picture was saved with 8 bits per channel instead of 16; opaque TIFF keeps them.</source>
        <translation>Das Bild wurde mit 8 statt 16 Bit je Kanal gespeichert; TIFF ohne Transparenz behält sie.</translation>
    </message>
    <message>
        <source>The photo&apos;s colour profile cannot hold the result; it was saved as sRGB.</source>
        <translation>Das Farbprofil des Fotos kann das Ergebnis nicht fassen; es wurde als sRGB gespeichert.</translation>
    </message>
    <message>
        <source>{kind} files hold no transparency; it was filled with white.</source>
        <translation>{kind}-Dateien enthalten keine Transparenz; sie wurde mit Weiß gefüllt.</translation>
    </message>
    <message>
        <source>The EXIF data is damaged and was left out.</source>
        <translation>Die EXIF-Daten sind beschädigt und wurden weggelassen.</translation>
    </message>
    <message>
        <source>The XMP data is damaged and was left out.</source>
        <translation>Die XMP-Daten sind beschädigt und wurden weggelassen.</translation>
    </message>
    <message>
        <source>The photo&apos;s XMP data has no place for the request; it was left out there.</source>
        <translation>Die XMP-Daten des Fotos haben keinen Platz für die Einstellungen; dort wurden sie weggelassen.</translation>
    </message>
    <message>
        <source>The {what} data is too long for a JPEG and was left out. Save it as PNG or TIFF to keep it.</source>
        <translation>Die {what}-Daten sind zu lang für ein JPEG und wurden weggelassen. Als PNG oder TIFF gespeichert bleiben sie.</translation>
    </message>
    <message>
        <source>the painted layer could not be kept ({reason})</source>
        <translation>die gemalte Ebene konnte nicht aufbewahrt werden ({reason})</translation>
    </message>
    <message>
        <source>Free some space.</source>
        <translation>Platz schaffen.</translation>
    </message>
    <message>
        <source>is no painted layer of this picture</source>
        <translation>ist keine gemalte Ebene dieses Bildes</translation>
    </message>
    <message>
        <source>Damaged EXIF data was ignored.</source>
        <translation>Beschädigte EXIF-Daten wurden übergangen.</translation>
    </message>
    <message>
        <source>this is a folder</source>
        <translation>das ist ein Ordner</translation>
    </message>
    <message>
        <source>Give the name of a file.</source>
        <translation>Den Namen einer Datei angeben.</translation>
    </message>
    <message>
        <source>Heirloom reads PNG, JPEG, TIFF, WebP, BMP, GIF, AVIF, HEIC, PPM, ICO, TGA and JPEG 2000.</source>
        <translation>Heirloom liest PNG, JPEG, TIFF, WebP, BMP, GIF, AVIF, HEIC, PPM, ICO, TGA und JPEG 2000.</translation>
    </message>
    <message>
        <source>Apple icon</source>
        <translation>Apple-Icon</translation>
    </message>
    <message>
        <source>camera raw</source>
        <translation>Kamera-RAW</translation>
    </message>
    <message>
        <source>big-endian BigTIFF</source>
        <translation>Big-Endian-BigTIFF</translation>
    </message>
    <message>
        <source>not enough memory to decode the picture</source>
        <translation>nicht genug Speicher, um das Bild zu öffnen</translation>
    </message>
    <message>
        <source>Close other programs or use a smaller copy.</source>
        <translation>Andere Programme schließen oder eine kleinere Kopie nehmen.</translation>
    </message>
    <message>
        <source>Damaged metadata was ignored.</source>
        <translation>Beschädigte Metadaten wurden übergangen.</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>die Datei ist leer</translation>
    </message>
    <message>
        <source>Copy it again from where it came from.</source>
        <translation>Noch einmal von dort kopieren, woher sie kam.</translation>
    </message>
    <message>
        <source>this is a folder, not a picture</source>
        <translation>das ist ein Ordner, kein Bild</translation>
    </message>
    <message>
        <source>Choose a picture in it.</source>
        <translation>Ein Bild darin wählen.</translation>
    </message>
    <message>
        <source>this is a device or a pipe, not a picture file</source>
        <translation>das ist ein Gerät oder eine Pipe, keine Bilddatei</translation>
    </message>
    <message>
        <source>Choose a file.</source>
        <translation>Eine Datei wählen.</translation>
    </message>
    <message>
        <source>{kind} files cannot be read</source>
        <translation>{kind}-Dateien können nicht gelesen werden</translation>
    </message>
    <message>
        <source>this is not a picture</source>
        <translation>das ist kein Bild</translation>
    </message>
    <message>
        <source>AVIF pictures cannot be read by this build of Pillow</source>
        <translation>AVIF-Bilder können mit dieser Ausgabe von Pillow nicht gelesen werden</translation>
    </message>
    <message>
        <source>HEIC pictures cannot be read</source>
        <translation>HEIC-Bilder können nicht gelesen werden</translation>
    </message>
    <message>
        <source>Install pillow-heif, or use JPEG.</source>
        <translation>pillow-heif installieren oder JPEG nehmen.</translation>
    </message>
    <message>
        <source>this is a film or another kind of container, not a picture</source>
        <translation>das ist ein Film oder ein anderer Behälter, kein Bild</translation>
    </message>
    <message>
        <source>the file declares {width}x{height} pixels: it is damaged</source>
        <translation>die Datei gibt {width}x{height} Pixel an: Sie ist beschädigt</translation>
    </message>
    <message>
        <source>the file is far too short for its {width}x{height} pixels: it is damaged</source>
        <translation>die Datei ist viel zu kurz für ihre {width}x{height} Pixel: Sie ist beschädigt</translation>
    </message>
    <message>
        <source>{megapixels} megapixels, the limit is {most}</source>
        <translation>{megapixels} Megapixel, die Grenze ist {most}</translation>
    </message>
    <message>
        <source>Make a smaller copy with another program.</source>
        <translation>Mit einem anderen Programm eine kleinere Kopie machen.</translation>
    </message>
    <message>
        <source>the picture is too large</source>
        <translation>das Bild ist zu groß</translation>
    </message>
    <message>
        <source>Check the name; it may have been moved or deleted.</source>
        <translation>Den Namen prüfen; vielleicht wurde sie verschoben oder gelöscht.</translation>
    </message>
    <message>
        <source>the file may not be read</source>
        <translation>die Datei darf nicht gelesen werden</translation>
    </message>
    <message>
        <source>Ask its owner for the right to read it.</source>
        <translation>Der Besitzer kann das Recht geben, sie zu lesen.</translation>
    </message>
    <message>
        <source>the link points to itself</source>
        <translation>der Verweis zeigt auf sich selbst</translation>
    </message>
    <message>
        <source>Choose the picture itself.</source>
        <translation>Das Bild selbst wählen.</translation>
    </message>
    <message>
        <source>the name is too long</source>
        <translation>der Name ist zu lang</translation>
    </message>
    <message>
        <source>Give the file a shorter name.</source>
        <translation>Der Datei einen kürzeren Namen geben.</translation>
    </message>
    <message>
        <source>the disk reported an error</source>
        <translation>der Datenträger meldete einen Fehler</translation>
    </message>
    <message>
        <source>Copy the file to another disk.</source>
        <translation>Die Datei auf einen anderen Datenträger kopieren.</translation>
    </message>
    <message>
        <source>the file could not be opened ({reason})</source>
        <translation>die Datei konnte nicht geöffnet werden ({reason})</translation>
    </message>
    <message>
        <source>this kind of picture cannot be read ({reason})</source>
        <translation>diese Art von Bild kann nicht gelesen werden ({reason})</translation>
    </message>
    <message>
        <source>the picture is damaged or cut short ({reason})</source>
        <translation>das Bild ist beschädigt oder abgeschnitten ({reason})</translation>
    </message>
    <message>
        <source>The colour profile is damaged or does not fit the picture; it was ignored.</source>
        <translation>Das Farbprofil ist beschädigt oder passt nicht zum Bild; es wurde übergangen.</translation>
    </message>
    <message>
        <source>The picture has 16 bits per channel; it was read with 8.</source>
        <translation>Das Bild hat 16 Bit je Kanal; es wurde mit 8 gelesen.</translation>
    </message>
    <message>
        <source>32-bit or signed pixels have no fixed white</source>
        <translation>Pixel mit 32 Bit oder Vorzeichen haben kein festes Weiß</translation>
    </message>
    <message>
        <source>floating-point pixels have no fixed white</source>
        <translation>Gleitkomma-Pixel haben kein festes Weiß</translation>
    </message>
    <message>
        <source>Save it with 8 or 16 bits per channel.</source>
        <translation>Mit 8 oder 16 Bit je Kanal speichern.</translation>
    </message>
    <message>
        <source>pixels of an unknown kind ({mode})</source>
        <translation>Pixel unbekannter Art ({mode})</translation>
    </message>
    <message>
        <source>The colour profile was applied with 8 bits per channel instead of 16.</source>
        <translation>Das Farbprofil wurde mit 8 statt 16 Bit je Kanal angewendet.</translation>
    </message>
    <message>
        <source>unknown file ending {ending!r}</source>
        <translation>unbekannte Dateiendung {ending!r}</translation>
    </message>
    <message>
        <source>Use one of: {known}.</source>
        <translation>Möglich sind: {known}.</translation>
    </message>
    <message>
        <source>the folder cannot be reached</source>
        <translation>der Ordner ist nicht erreichbar</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>the folder {folder} does not exist</source>
        <translation>den Ordner {folder} gibt es nicht</translation>
    </message>
    <message>
        <source>Create it or choose another folder.</source>
        <translation>Ihn anlegen oder einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>the file came out with another size</source>
        <translation>die Datei kam in einer anderen Größe heraus</translation>
    </message>
    <message>
        <source>the saved file could not be read back ({what})</source>
        <translation>die gespeicherte Datei konnte nicht zurückgelesen werden ({what})</translation>
    </message>
    <message>
        <source>Choose another disk.</source>
        <translation>Einen anderen Datenträger wählen.</translation>
    </message>
    <message>
        <source>{free:.1f} MB are free</source>
        <translation>frei sind {free:.1f} MB</translation>
    </message>
    <message>
        <source>the free space is unknown</source>
        <translation>wie viel frei ist, ist unbekannt</translation>
    </message>
    <message>
        <source>the disk is full: {needed:.1f} MB are needed, {free}</source>
        <translation>der Datenträger ist voll: {needed:.1f} MB werden gebraucht, {free}</translation>
    </message>
    <message>
        <source>Make room or choose another folder.</source>
        <translation>Platz schaffen oder einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>the folder may not be written to</source>
        <translation>in den Ordner darf nicht geschrieben werden</translation>
    </message>
    <message>
        <source>Use a shorter name.</source>
        <translation>Einen kürzeren Namen nehmen.</translation>
    </message>
    <message>
        <source>the file could not be written ({reason})</source>
        <translation>die Datei konnte nicht geschrieben werden ({reason})</translation>
    </message>
    <message>
        <source>Get it again.</source>
        <translation>Erneut laden.</translation>
    </message>
    <message>
        <source>has no {file}, so it is no captioner</source>
        <translation>hat keine {file} und ist daher kein Beschreibungsmodell</translation>
    </message>
    <message>
        <source>is not in the folder of models, so it is not deleted</source>
        <translation>liegt nicht im Ordner der Modelle und wird daher nicht gelöscht</translation>
    </message>
    <message>
        <source>Models that come with Heirloom stay.</source>
        <translation>Mitgelieferte Modelle bleiben.</translation>
    </message>
    <message>
        <source>Lower case letters, digits, dots, dashes and underscores; not built-in, not captioners.</source>
        <translation>Kleinbuchstaben, Ziffern, Punkte, Binde- und Unterstriche; nicht built-in, nicht captioners.</translation>
    </message>
    <message>
        <source>{name!r:.80} cannot be a model&apos;s name</source>
        <translation>{name!r:.80} kann kein Modell heißen</translation>
    </message>
    <message>
        <source>there is already a model {name!r}</source>
        <translation>es gibt schon ein Modell {name!r}</translation>
    </message>
    <message>
        <source>another Heirloom is getting {name} right now</source>
        <translation>ein anderes Heirloom holt {name} gerade</translation>
    </message>
    <message>
        <source>Wait until it is done, or stop it.</source>
        <translation>Warten, bis es fertig ist, oder es anhalten.</translation>
    </message>
    <message>
        <source>there is no such model folder</source>
        <translation>diesen Ordner eines Modells gibt es nicht</translation>
    </message>
    <message>
        <source>A model folder has a {file}.</source>
        <translation>Der Ordner eines Modells hat eine {file}.</translation>
    </message>
    <message>
        <source>is not valid JSON ({reason})</source>
        <translation>ist kein gültiges JSON ({reason})</translation>
    </message>
    <message>
        <source>this file of the model is missing</source>
        <translation>diese Datei des Modells fehlt</translation>
    </message>
    <message>
        <source>Remove it, or get the model again.</source>
        <translation>Sie entfernen oder das Modell erneut laden.</translation>
    </message>
    <message>
        <source>this file does not belong to the model {name}</source>
        <translation>diese Datei gehört nicht zum Modell {name}</translation>
    </message>
    <message>
        <source>would be larger than {most} KiB</source>
        <translation>wäre größer als {most} KiB</translation>
    </message>
    <message>
        <source>names a file outside the model, {name!r}</source>
        <translation>nennt eine Datei außerhalb des Modells, {name!r}</translation>
    </message>
    <message>
        <source>Do not use this model.</source>
        <translation>Dieses Modell nicht verwenden.</translation>
    </message>
    <message>
        <source>does not say sha256 and bytes of {name!r} rightly</source>
        <translation>gibt sha256 und Länge von {name!r} nicht richtig an</translation>
    </message>
    <message>
        <source>is a link out of the model</source>
        <translation>ist ein Verweis aus dem Modell hinaus</translation>
    </message>
    <message>
        <source>is damaged: its content is not what the model says</source>
        <translation>ist beschädigt: Der Inhalt ist nicht der, den das Modell angibt</translation>
    </message>
    <message>
        <source>is of a kind that a model may not hold</source>
        <translation>ist von einer Art, die ein Modell nicht enthalten darf</translation>
    </message>
    <message>
        <source>Weights must be .safetensors; other formats can run code when opened.</source>
        <translation>Gewichte müssen .safetensors sein; andere Formate können beim Öffnen Code ausführen.</translation>
    </message>
    <message>
        <source>the CPU</source>
        <translation>den Prozessor</translation>
    </message>
    <message>
        <source>plan {name!r} is none for {where}</source>
        <translation>{name!r} ist kein Speicherplan für {where}</translation>
    </message>
    <message>
        <source>Choose from: {known}.</source>
        <translation>Zur Wahl stehen: {known}.</translation>
    </message>
    <message>
        <source>main memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>memory on {name}</source>
        <translation>Speicher auf {name}</translation>
    </message>
    <message>
        <source>a picture of {width} x {height} pixels needs about {needed} of {where}, and {free} are free</source>
        <translation>ein Bild von {width} x {height} Pixeln braucht etwa {needed} {where}, frei sind {free}</translation>
    </message>
    <message>
        <source>Choose a smaller size or a smaller model, or close other programs.</source>
        <translation>Eine kleinere Größe oder ein kleineres Modell wählen oder andere Programme schließen.</translation>
    </message>
    <message>
        <source>Use auto, cpu or cuda.</source>
        <translation>Möglich sind auto, cpu und cuda.</translation>
    </message>
    <message>
        <source>there is no device called {name!r}</source>
        <translation>es gibt kein Gerät namens {name!r}</translation>
    </message>
    <message>
        <source>device {name} is not there: {present} CUDA devices found</source>
        <translation>das Gerät {name} gibt es nicht: {present} CUDA-Geräte gefunden</translation>
    </message>
    <message>
        <source>device {name} is not there or not supported</source>
        <translation>das Gerät {name} gibt es nicht, oder es wird nicht unterstützt</translation>
    </message>
    <message>
        <source>caption</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>negative prompt</source>
        <translation>negativer Prompt</translation>
    </message>
    <message>
        <source>The {name} has {count} tokens, more than the {window} that the model reads at once, so it was read in several parts.</source>
        <translation>{name}: {count} Token, mehr als die {window}, die das Modell auf einmal liest; gelesen wurde in mehreren Teilen.</translation>
    </message>
    <message>
        <source>not enough memory on {device} for a picture of this size</source>
        <translation>nicht genug Speicher auf {device} für ein Bild dieser Größe</translation>
    </message>
    <message>
        <source>Choose a smaller size or smaller tiles, or close other programs.</source>
        <translation>Eine kleinere Größe oder kleinere Kacheln wählen oder andere Programme schließen.</translation>
    </message>
    <message>
        <source>unknown prediction type {prediction!r}</source>
        <translation>unbekannte Art der Vorhersage {prediction!r}</translation>
    </message>
    <message>
        <source>Known: {names}.</source>
        <translation>Bekannt: {names}.</translation>
    </message>
    <message>
        <source>steps is {steps}, which is more than the sampler {sampler} can make of {length} timesteps</source>
        <translation>{steps} Schritte sind mehr, als der Sampler {sampler} aus {length} Zeitschritten machen kann</translation>
    </message>
    <message>
        <source>Ask for fewer steps.</source>
        <translation>Weniger Schritte wählen.</translation>
    </message>
    <message>
        <source>Ask for fewer steps or more strength.</source>
        <translation>Weniger Schritte oder mehr Stärke wählen.</translation>
    </message>
    <message>
        <source>the UNet needs a pooled text embedding, which no text encoder of this model gives</source>
        <translation>das UNet braucht eine zusammengefasste Texteinbettung, die kein Textencoder dieses Modells liefert</translation>
    </message>
    <message>
        <source>The model&apos;s calls could not be recorded as a CUDA graph ({reason}): slower, with the same picture.</source>
        <translation>Die Aufrufe des Modells ließen sich nicht als CUDA-Graph aufzeichnen ({reason}): langsamer, mit demselben Bild.</translation>
    </message>
    <message>
        <source>Save the caption as plain text in UTF-8.</source>
        <translation>Die Beschreibung als reinen Text in UTF-8 speichern.</translation>
    </message>
    <message>
        <source>the caption cannot be read ({reason})</source>
        <translation>die Beschreibung kann nicht gelesen werden ({reason})</translation>
    </message>
    <message>
        <source>the caption is no text in UTF-8</source>
        <translation>die Beschreibung ist kein Text in UTF-8</translation>
    </message>
    <message>
        <source>the caption is larger than {most} KiB</source>
        <translation>die Beschreibung ist größer als {most} KiB</translation>
    </message>
    <message>
        <source>is the photo itself</source>
        <translation>ist das Foto selbst</translation>
    </message>
    <message>
        <source>Rename the photo: its ending says text.</source>
        <translation>Das Foto umbenennen: Seine Endung steht für Text.</translation>
    </message>
    <message>
        <source>is a folder, so no caption can be written</source>
        <translation>ist ein Ordner, daher kann keine Beschreibung geschrieben werden</translation>
    </message>
    <message>
        <source>Rename it.</source>
        <translation>Ihn umbenennen.</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>der Datenträger ist voll</translation>
    </message>
    <message>
        <source>the caption cannot be written ({reason})</source>
        <translation>die Beschreibung kann nicht geschrieben werden ({reason})</translation>
    </message>
    <message>
        <source>Make room.</source>
        <translation>Platz schaffen.</translation>
    </message>
    <message>
        <source>Check the folder.</source>
        <translation>Den Ordner prüfen.</translation>
    </message>
    <message>
        <source>exists already and was kept</source>
        <translation>gibt es schon und wurde behalten</translation>
    </message>
    <message>
        <source>Replace it with --overwrite.</source>
        <translation>Ersetzen lässt sie sich mit --overwrite.</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>The clipboard holds no picture. Copy one, or drop a file here.</source>
        <translation>In der Zwischenablage ist kein Bild. Eines kopieren, oder hier eine Datei ablegen.</translation>
    </message>
    <message>
        <source>Nothing was restored yet, so nothing is kept.</source>
        <translation>Noch wurde nichts restauriert, also ist nichts aufbewahrt.</translation>
    </message>
    <message>
        <source>The folder {folder} is not there any more.</source>
        <translation>Den Ordner {folder} gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>The folder is {folder}.</source>
        <translation>Der Ordner ist {folder}.</translation>
    </message>
</context>
<context>
    <name>FilmStrip</name>
    <message>
        <source>Open photos</source>
        <translation>Offene Fotos</translation>
    </message>
    <message numerus="yes">
        <source>%n photos</source>
        <translation>
            <numerusform>%n Foto</numerusform>
            <numerusform>%n Fotos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Restore %n photos</source>
        <translation>
            <numerusform>Foto restaurieren</numerusform>
            <numerusform>%n Fotos restaurieren</numerusform>
        </translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message numerus="yes">
        <source>Close %n photos</source>
        <translation>
            <numerusform>Foto schließen</numerusform>
            <numerusform>%n Fotos schließen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Finding</name>
    <message>
        <source>there is no photo in it</source>
        <translation>darin ist kein Foto</translation>
    </message>
    <message>
        <source>only the first {most} photos are taken at once</source>
        <translation>auf einmal werden nur die ersten {most} Fotos genommen</translation>
    </message>
    <message>
        <source>a link to a file that is not there</source>
        <translation>ein Verweis auf eine fehlende Datei</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>diese Datei gibt es nicht</translation>
    </message>
    <message>
        <source>cannot be opened ({reason})</source>
        <translation>lässt sich nicht öffnen ({reason})</translation>
    </message>
    <message>
        <source>a device or a pipe</source>
        <translation>ein Gerät oder eine Pipe</translation>
    </message>
</context>
<context>
    <name>Forecast</name>
    <message>
        <source>Esc cancels</source>
        <translation>Esc bricht ab</translation>
    </message>
    <message>
        <source>Open a photo to begin</source>
        <translation>Zum Beginnen ein Foto öffnen</translation>
    </message>
    <message>
        <source>No model is installed</source>
        <translation>Kein Modell ist installiert</translation>
    </message>
    <message>
        <source>This model cannot be used</source>
        <translation>Dieses Modell ist nicht nutzbar</translation>
    </message>
    <message>
        <source>{size}, as PNG</source>
        <translation>{size}, als PNG</translation>
    </message>
</context>
<context>
    <name>Gestures</name>
    <message>
        <source>Wheel</source>
        <translation>Mausrad</translation>
    </message>
    <message>
        <source>Zoom to the pointer</source>
        <translation>Zum Zeiger hin zoomen</translation>
    </message>
    <message>
        <source>Drag, middle or Space + drag</source>
        <translation>Ziehen, mit mittlerer Taste oder Leertaste</translation>
    </message>
    <message>
        <source>Move the picture</source>
        <translation>Das Bild verschieben</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>Klick</translation>
    </message>
    <message>
        <source>Bring the divider here</source>
        <translation>Die Trennlinie hierher holen</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>Doppelklick</translation>
    </message>
    <message>
        <source>Show the whole picture</source>
        <translation>Das ganze Bild zeigen</translation>
    </message>
    <message>
        <source>\, or right button held</source>
        <translation>\ oder rechte Maustaste halten</translation>
    </message>
    <message>
        <source>Show the original</source>
        <translation>Das Original zeigen</translation>
    </message>
    <message>
        <source>Left button held</source>
        <translation>Linke Maustaste halten</translation>
    </message>
    <message>
        <source>In “Hold to compare”, show the other picture</source>
        <translation>Bei „Halten zum Vergleich“ das andere Bild zeigen</translation>
    </message>
    <message>
        <source>← → Home End</source>
        <translation>← → Pos1 Ende</translation>
    </message>
    <message>
        <source>Move the divider; arrows also move the lens</source>
        <translation>Die Trennlinie bewegen; Pfeile bewegen auch die Lupe</translation>
    </message>
    <message>
        <source>[ ], or Shift + wheel</source>
        <translation>[ ] oder Umschalt + Mausrad</translation>
    </message>
    <message>
        <source>Size of the lens or the brush</source>
        <translation>Größe der Lupe oder des Pinsels</translation>
    </message>
    <message>
        <source>Shift + click</source>
        <translation>Umschalt + Klick</translation>
    </message>
    <message>
        <source>With the brush, a straight line from the last stroke</source>
        <translation>Mit dem Pinsel: gerade Linie vom letzten Strich</translation>
    </message>
    <message>
        <source>Enter, Ctrl + arrows</source>
        <translation>Enter, Strg + Pfeile</translation>
    </message>
    <message>
        <source>With the brush, paint here, or on the way there</source>
        <translation>Mit dem Pinsel: hier malen, oder auf dem Weg</translation>
    </message>
    <message>
        <source>Shift + arrows</source>
        <translation>Umschalt + Pfeile</translation>
    </message>
    <message>
        <source>Double click on a slider</source>
        <translation>Doppelklick auf einen Regler</translation>
    </message>
    <message>
        <source>Back to the model&apos;s value</source>
        <translation>Zurück zum Wert des Modells</translation>
    </message>
    <message>
        <source>Ctrl + click on a take</source>
        <translation>Strg + Klick auf eine Fassung</translation>
    </message>
    <message>
        <source>Compare with it, on the left</source>
        <translation>Mit ihr vergleichen, auf der linken Seite</translation>
    </message>
    <message>
        <source>Double click on a take</source>
        <translation>Doppelklick auf eine Fassung</translation>
    </message>
    <message>
        <source>Rename it</source>
        <translation>Umbenennen</translation>
    </message>
</context>
<context>
    <name>Guidance</name>
    <message>
        <source>No guidance: about twice as fast.</source>
        <translation>Ohne Führung: etwa doppelt so schnell.</translation>
    </message>
    <message>
        <source>Recommended: {value}. More invents more.</source>
        <translation>Empfohlen: {value}. Mehr erfindet mehr.</translation>
    </message>
    <message>
        <source>In the paper at {guidance}: LPIPS {lpips}, MUSIQ {musiq}</source>
        <translation>Laut Arbeit bei {guidance}: LPIPS {lpips}, MUSIQ {musiq}</translation>
    </message>
    <message>
        <source>How strongly the caption is followed (classifier-free guidance). Low stays with the photo; high is crisper and may invent. Up to 1 is about twice as fast.</source>
        <translation>Wie stark der Beschreibung gefolgt wird (Classifier-free Guidance). Wenig bleibt beim Foto; viel ist schärfer und kann erfinden. Bis 1 etwa doppelt so schnell.</translation>
    </message>
    <message>
        <source>Guidance {guidance}: LPIPS {lpips}, MUSIQ {musiq}.</source>
        <translation>Führung {guidance}: LPIPS {lpips}, MUSIQ {musiq}.</translation>
    </message>
    <message>
        <source>From the paper, Table 10 (DIV2K-Val, 20 steps). LPIPS is the distance from the true picture: lower is more faithful. MUSIQ says how crisp a picture looks: higher is crisper.</source>
        <translation>Aus der Arbeit, Tabelle 10 (DIV2K-Val, 20 Schritte). LPIPS ist der Abstand zum wahren Bild: niedriger ist getreuer. MUSIQ sagt, wie scharf ein Bild wirkt: höher ist schärfer.</translation>
    </message>
    <message>
        <source>The paper&apos;s number for all its results.</source>
        <translation>Die Zahl der Arbeit für alle ihre Ergebnisse.</translation>
    </message>
    <message>
        <source>The paper takes {steps}. More takes longer.</source>
        <translation>Die Arbeit nimmt {steps}. Mehr dauert länger.</translation>
    </message>
    <message>
        <source>Recommended: {steps}. More takes longer and draws more, true or not.</source>
        <translation>Empfohlen: {steps}. Mehr dauert länger und zeichnet mehr, ob wahr oder nicht.</translation>
    </message>
    <message>
        <source>Recommended: {steps}. More takes longer.</source>
        <translation>Empfohlen: {steps}. Mehr dauert länger.</translation>
    </message>
    <message>
        <source>How many denoising steps are taken.</source>
        <translation>Wie viele Entrauschungsschritte es sind.</translation>
    </message>
    <message>
        <source>The paper&apos;s {steps} steps take {seconds} s for 1024 × 1024 pixels on an {card} (Tables 4 and 7).</source>
        <translation>Die {steps} Schritte der Arbeit dauern {seconds} s für 1024 × 1024 Pixel auf einer {card} (Tabellen 4 und 7).</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Reset: {setting}</source>
        <translation>Zurücksetzen: {setting}</translation>
    </message>
    <message>
        <source>Back to what the model recommends</source>
        <translation>Zurück zur Empfehlung des Modells</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>closer</source>
        <comment>to the photo</comment>
        <translation>näher</translation>
    </message>
    <message>
        <source>as trained</source>
        <translation>wie trainiert</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Führung</translation>
    </message>
    <message>
        <source>faithful</source>
        <translation>getreu</translation>
    </message>
    <message>
        <source>crisp</source>
        <translation>scharf</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>quick</source>
        <translation>schnell</translation>
    </message>
    <message>
        <source>fine</source>
        <translation>fein</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Restaurieren</translation>
    </message>
    <message>
        <source>Restore this photo (Ctrl+Enter)</source>
        <translation>Dieses Foto restaurieren (Strg+Enter)</translation>
    </message>
    <message>
        <source>Back to {value}, which {model} recommends</source>
        <translation>Zurück zu {value}, wie von {model} empfohlen</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Which model restores. Adapters are models that were trained further.</source>
        <translation>Welches Modell restauriert. Adapter sind weitertrainierte Modelle.</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>Modelle…</translation>
    </message>
    <message>
        <source>Show all models</source>
        <translation>Alle Modelle zeigen</translation>
    </message>
    <message>
        <source>What is installed, and what can be had</source>
        <translation>Was installiert ist und was es noch gibt</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <source>model alone</source>
        <translation>nur Modell</translation>
    </message>
    <message>
        <source>How much of what the adapter was trained for is used. 0 % is exactly the model without it.</source>
        <translation>Wie stark der Adapter wirkt. 0 % ist genau das Modell ohne ihn.</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird gesucht…</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <source>No model is installed</source>
        <translation>Kein Modell ist installiert</translation>
    </message>
    <message>
        <source>{title} – cannot be used</source>
        <translation>{title} – nicht nutzbar</translation>
    </message>
    <message>
        <source>Comes with Heirloom, {size}</source>
        <translation>Kommt mit Heirloom, {size}</translation>
    </message>
    <message>
        <source>Adapts {base}</source>
        <translation>Passt {base} an</translation>
    </message>
    <message>
        <source>Adapts {base}, its test: {verdict}</source>
        <translation>Passt {base} an, Prüfung: {verdict}</translation>
    </message>
    <message>
        <source>How much noise is put on the photo at the start. Only when starting from the photo.</source>
        <translation>Wie viel Rauschen zu Beginn auf das Foto kommt. Nur beim Beginn mit dem Foto.</translation>
    </message>
    <message>
        <source>Steer away from</source>
        <translation>Vermeiden</translation>
    </message>
    <message>
        <source>blurry, scratched</source>
        <translation>unscharf, zerkratzt</translation>
    </message>
    <message>
        <source>Hide more settings</source>
        <translation>Weitere Einstellungen ausblenden</translation>
    </message>
    <message>
        <source>Show more settings</source>
        <translation>Weitere Einstellungen zeigen</translation>
    </message>
    <message>
        <source>Back to none</source>
        <translation>Zurück zu keinem</translation>
    </message>
    <message>
        <source>Negative prompt: what the result should not look like. Needs a guidance above 1.</source>
        <translation>Negativer Prompt: wie das Ergebnis nicht aussehen soll. Wirkt erst bei einer Führung über 1.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <source>Photo with noise</source>
        <translation>Foto mit Rauschen</translation>
    </message>
    <message>
        <source>Photo&apos;s, overall</source>
        <translation>Foto, insgesamt</translation>
    </message>
    <message>
        <source>Photo&apos;s, in detail</source>
        <translation>Foto, im Detail</translation>
    </message>
    <message>
        <source>How the colours are matched to the photo (AdaIN, wavelet, none). AdaIN takes its contrast, too, with noise and scratches in it: where there are many, the others are closer.</source>
        <translation>Wie die Farben dem Foto angeglichen werden (AdaIN, Wavelet, gar nicht). AdaIN übernimmt auch den Kontrast des Fotos, mit Rauschen und Kratzern darin: Wo es viele davon gibt, sind die anderen näher am Original.</translation>
    </message>
    <message>
        <source>Noise alone</source>
        <translation>Nur Rauschen</translation>
    </message>
    <message>
        <source>Where the restoration starts. From the photo is more faithful.</source>
        <translation>Womit die Restaurierung beginnt. Mit dem Foto ist es getreuer.</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>As restored</source>
        <translation>Wie restauriert</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>How each step is calculated.</source>
        <translation>Wie jeder Schritt berechnet wird.</translation>
    </message>
    <message>
        <source>Tile</source>
        <translation>Kachel</translation>
    </message>
    <message>
        <source>Large pictures are restored in tiles of this size; smaller needs less memory.</source>
        <translation>Große Bilder werden in Kacheln dieser Größe restauriert; kleinere brauchen weniger Speicher.</translation>
    </message>
    <message>
        <source>Overlap</source>
        <translation>Überlappung</translation>
    </message>
    <message>
        <source>How far tiles overlap: more hides their seams better and takes longer.</source>
        <translation>Wie weit sich Kacheln überlappen: mehr verdeckt die Nähte besser und dauert länger.</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Exact</source>
        <translation>Genau</translation>
    </message>
    <message>
        <source>Fast, approximate</source>
        <translation>Schnell, ungefähr</translation>
    </message>
    <message>
        <source>Fast leaves guidance out in the second half and reuses features between steps.</source>
        <translation>„Schnell“ lässt die Führung in der zweiten Hälfte weg und verwendet Merkmale zwischen den Schritten wieder.</translation>
    </message>
    <message>
        <source>Arithmetic</source>
        <translation>Rechenart</translation>
    </message>
    <message>
        <source>As the device likes it</source>
        <translation>Je nach Gerät</translation>
    </message>
    <message>
        <source>32 bits</source>
        <translation>32 Bit</translation>
    </message>
    <message>
        <source>16 bits, wide range (bf16)</source>
        <translation>16 Bit weit (bf16)</translation>
    </message>
    <message>
        <source>16 bits (fp16)</source>
        <translation>16 Bit (fp16)</translation>
    </message>
    <message>
        <source>8-bit weights, approximate</source>
        <translation>8-Bit-Gewichte</translation>
    </message>
    <message>
        <source>How precisely is calculated; 8-bit weights need about half the memory.</source>
        <translation>Wie genau gerechnet wird; 8-Bit-Gewichte brauchen etwa halb so viel Speicher.</translation>
    </message>
    <message>
        <source>Positions</source>
        <translation>Positionen</translation>
    </message>
    <message>
        <source>As released</source>
        <translation>Wie veröffentlicht</translation>
    </message>
    <message>
        <source>In pixels</source>
        <translation>In Pixeln</translation>
    </message>
    <message>
        <source>How a tile is told its place in the picture (micro-conditioning of SDXL).</source>
        <translation>Wie eine Kachel ihren Platz im Bild erfährt (Mikrokonditionierung von SDXL).</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>Beginn mit</translation>
    </message>
    <message>
        <source>Steer away</source>
        <translation>Vermeiden</translation>
    </message>
</context>
<context>
    <name>Language</name>
    <message>
        <source>Like the system</source>
        <translation>Wie das System</translation>
    </message>
</context>
<context>
    <name>Library</name>
    <message>
        <source>The list of takes cannot be opened ({error}). Takes are kept as files all the same.</source>
        <translation>Die Liste der Fassungen lässt sich nicht öffnen ({error}). Fassungen werden trotzdem als Dateien aufbewahrt.</translation>
    </message>
    <message>
        <source>The list of takes was damaged and is made anew from the kept pictures. The old one is {file}.</source>
        <translation>Die Liste der Fassungen war beschädigt und wird aus den aufbewahrten Bildern neu gemacht. Die alte ist {file}.</translation>
    </message>
    <message>
        <source>The list of takes comes from a newer Heirloom and is left as it is. Takes made now are kept as files, and the newer one finds them.</source>
        <translation>Die Liste der Fassungen stammt aus einem neueren Heirloom und bleibt, wie sie ist. Neue Fassungen werden als Dateien aufbewahrt; das neuere findet sie.</translation>
    </message>
</context>
<context>
    <name>Licences</name>
    <message>
        <source>Heirloom asks once. Your photos stay on this computer; only the model&apos;s files are fetched.</source>
        <translation>Heirloom fragt nur einmal. Alle Fotos bleiben auf diesem Computer; nur die Dateien des Modells werden geholt.</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Licence of {what}: {address}</source>
        <translation>Lizenz von {what}: {address}</translation>
    </message>
    <message>
        <source>Accept and download</source>
        <translation>Annehmen und herunterladen</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>{model} comes under these conditions</source>
        <translation>Für {model} gelten diese Bedingungen</translation>
    </message>
</context>
<context>
    <name>Limits</name>
    <message>
        <source>The result would have {megapixels} megapixels; {most} are the most.</source>
        <translation>Das Ergebnis hätte {megapixels} Megapixel; höchstens {most} sind möglich.</translation>
    </message>
    <message>
        <source>This model and sampler have room for {most} steps.</source>
        <translation>Bei diesem Modell und Sampler sind höchstens {most} Schritte möglich.</translation>
    </message>
    <message>
        <source>This model cannot take exactly {steps} steps; one less or more will do.</source>
        <translation>Genau {steps} Schritte kann dieses Modell nicht; einer weniger oder mehr geht.</translation>
    </message>
    <message>
        <source>At a strength of {strength} % there is room for {most} steps.</source>
        <translation>Bei einer Stärke von {strength} % sind höchstens {most} Schritte möglich.</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Dismiss the message</source>
        <translation>Meldung ausblenden</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Message: {text}</source>
        <translation>Meldung: {text}</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>Check files</source>
        <translation>Dateien prüfen</translation>
    </message>
    <message>
        <source>Compare every file with the hash it came with</source>
        <translation>Jede Datei mit ihrer mitgelieferten Prüfsumme vergleichen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Download them</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>{verb} {title}</source>
        <comment>what a button does, and with which model</comment>
        <translation>{title}: {verb}</translation>
    </message>
    <message>
        <source>Check the files of {title}</source>
        <translation>Dateien von {title} prüfen</translation>
    </message>
    <message>
        <source>Progress of {title}</source>
        <translation>Fortschritt von {title}</translation>
    </message>
    <message>
        <source>Needs a few MB of tokenizer and configuration files from {source} on the Hugging Face hub, under the licence {licence}.</source>
        <translation>Braucht wenige MB Tokenizer- und Konfigurationsdateien von {source} auf dem Hugging Face Hub, unter der Lizenz {licence}.</translation>
    </message>
    <message>
        <source>Download what {title} needs from {source}</source>
        <translation>Was {title} braucht, von {source} herunterladen</translation>
    </message>
    <message>
        <source>Take it from {title}</source>
        <translation>Von {title} nehmen</translation>
    </message>
    <message numerus="yes">
        <source>{name} and %n more files</source>
        <translation>
            <numerusform>{name} und %n weitere Datei</numerusform>
            <numerusform>{name} und %n weitere Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove {title}, {size}?</source>
        <translation>{title} entfernen, {size}?</translation>
    </message>
    <message>
        <source>Remove {title}?</source>
        <translation>{title} entfernen?</translation>
    </message>
    <message>
        <source>It can be downloaded again.</source>
        <translation>Es lässt sich erneut herunterladen.</translation>
    </message>
    <message>
        <source>There is no way back.</source>
        <translation>Das lässt sich nicht rückgängig machen.</translation>
    </message>
</context>
<context>
    <name>ModelFiles</name>
    <message>
        <source>was put here by hand, so there are no hashes to compare</source>
        <translation>wurde von Hand hierher gelegt; es gibt keine Prüfsummen zum Vergleichen</translation>
    </message>
    <message>
        <source>There is an adapter among several files</source>
        <translation>Unter mehreren Dateien ist ein Adapter</translation>
    </message>
    <message>
        <source>Add it alone.</source>
        <translation>Allein hinzufügen.</translation>
    </message>
</context>
<context>
    <name>ModelImport</name>
    <message>
        <source>{name} is whole by itself</source>
        <translation>{name} ist allein schon vollständig</translation>
    </message>
    <message>
        <source>Import it alone.</source>
        <translation>Allein importieren.</translation>
    </message>
</context>
<context>
    <name>ModelItems</name>
    <message>
        <source>The small model that comes with Heirloom. It works on every computer.</source>
        <translation>Das kleine Modell, das mit Heirloom kommt. Es läuft auf jedem Computer.</translation>
    </message>
    <message>
        <source>It was not tested on held-out photos.</source>
        <translation>Er wurde nicht an zurückgehaltenen Fotos geprüft.</translation>
    </message>
    <message>
        <source>{size} MB</source>
        <translation>{size} MB</translation>
    </message>
    <message>
        <source>about {memory} of memory for {width} × {height} pixels</source>
        <translation>etwa {memory} Speicher für {width} × {height} Pixel</translation>
    </message>
    <message numerus="yes">
        <source>%n updates of training.</source>
        <translation>
            <numerusform>%n Lernschritt.</numerusform>
            <numerusform>%n Lernschritte.</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} GB</source>
        <translation>{size} GB</translation>
    </message>
    <message>
        <source>Its own held-out test: {verdict}.</source>
        <translation>Ergebnis an zurückgehaltenen Fotos: {verdict}.</translation>
    </message>
    <message>
        <source>For {model}.</source>
        <translation>Für {model}.</translation>
    </message>
    <message>
        <source>Describes a photo in words.</source>
        <translation>Beschreibt ein Foto in Worten.</translation>
    </message>
    <message>
        <source>not stated</source>
        <comment>a licence</comment>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>{file} cannot be read ({reason})</source>
        <translation>{file} ist nicht lesbar ({reason})</translation>
    </message>
</context>
<context>
    <name>ModelStore</name>
    <message>
        <source>Nothing was downloaded: {folder} cannot be written ({reason}).</source>
        <translation>Nichts wurde heruntergeladen: {folder} ist nicht beschreibbar ({reason}).</translation>
    </message>
    <message>
        <source>{title} is whole: every file is as it came.</source>
        <translation>{title} ist heil: Jede Datei ist, wie sie kam.</translation>
    </message>
    <message>
        <source>Add it together with the folder of its base.</source>
        <translation>Zusammen mit dem Ordner der Grundlage hinzufügen.</translation>
    </message>
    <message>
        <source>{title} was removed.</source>
        <translation>{title} wurde entfernt.</translation>
    </message>
</context>
<context>
    <name>ModelUse</name>
    <message numerus="yes">
        <source>Without it %n adapters cannot be used.</source>
        <translation>
            <numerusform>Ohne es ist %n Adapter nicht nutzbar.</numerusform>
            <numerusform>Ohne es sind %n Adapter nicht nutzbar.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Without it %n queued photos cannot be restored.</source>
        <translation>
            <numerusform>Ohne es kann %n wartendes Foto nicht restauriert werden.</numerusform>
            <numerusform>Ohne es können %n wartende Fotos nicht restauriert werden.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelWords</name>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>; </source>
        <comment>between licences</comment>
        <translation>; </translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stoppen</translation>
    </message>
    <message>
        <source>Incomplete</source>
        <translation>Unvollständig</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>Cannot be used</source>
        <translation>Nicht nutzbar</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Download again</source>
        <translation>Neu herunterladen</translation>
    </message>
    <message>
        <source>{share} are here</source>
        <comment>share: 3.1 of 8.7 GB</comment>
        <translation>{share} sind da</translation>
    </message>
    <message>
        <source>{size} is here</source>
        <translation>{size} sind da</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Licence: {names}</source>
        <translation>Lizenz: {names}</translation>
    </message>
    <message>
        <source>{size} on the disk</source>
        <translation>{size} auf der Festplatte</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Memory: {need}</source>
        <translation>Speicher: {need}</translation>
    </message>
    <message>
        <source>{size} to download</source>
        <translation>{size} herunterzuladen</translation>
    </message>
    <message>
        <source>Takes about {size} once it is ready</source>
        <translation>Belegt danach etwa {size}</translation>
    </message>
</context>
<context>
    <name>ModelsWindow</name>
    <message>
        <source>Models – Heirloom</source>
        <translation>Modelle – Heirloom</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>Dateien hinzufügen…</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>Drop to add</source>
        <translation>Zum Hinzufügen ablegen</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Drop files or folders anywhere here: a whole model, an adapter, a captioner, or FaithDiff.bin together with its base, a folder or a single file.</source>
        <translation>Dateien oder Ordner irgendwo hier ablegen: ein ganzes Modell, einen Adapter, ein Beschreibungsmodell, oder FaithDiff.bin mit seiner Grundlage, als Ordner oder einzelne Datei.</translation>
    </message>
    <message>
        <source>Yours are kept in {folder}</source>
        <translation>Eigene liegen in {folder}</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird gesucht…</translation>
    </message>
    <message>
        <source>Being added</source>
        <translation>Wird hinzugefügt</translation>
    </message>
    <message>
        <source>Adapters</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <source>Captioners</source>
        <translation>Beschreibungsmodelle</translation>
    </message>
    <message>
        <source>Files of models</source>
        <translation>Modelldateien</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>Modell hinzufügen</translation>
    </message>
    <message>
        <source>Add a model&apos;s folder</source>
        <translation>Ordner eines Modells hinzufügen</translation>
    </message>
    <message>
        <source>The folder is {folder}.</source>
        <translation>Der Ordner ist {folder}.</translation>
    </message>
</context>
<context>
    <name>Naming</name>
    <message>
        <source>the photo&apos;s name</source>
        <translation>Name des Fotos</translation>
    </message>
    <message>
        <source>the model&apos;s name</source>
        <translation>Name des Modells</translation>
    </message>
    <message>
        <source>the seed</source>
        <translation>der Seed</translation>
    </message>
    <message>
        <source>width in pixels</source>
        <translation>Breite in Pixeln</translation>
    </message>
    <message>
        <source>height in pixels</source>
        <translation>Höhe in Pixeln</translation>
    </message>
    <message>
        <source>the day, as 2026-05-04</source>
        <translation>der Tag, etwa 2026-05-04</translation>
    </message>
    <message>
        <source>A name is needed, such as {name}_restored.</source>
        <translation>Ein Name ist nötig, etwa {name}_restored.</translation>
    </message>
    <message>
        <source>A curly bracket has no partner.</source>
        <translation>Eine geschweifte Klammer steht allein.</translation>
    </message>
    <message>
        <source>It cannot begin or end with a space or a dot.</source>
        <translation>Am Anfang und am Ende darf weder Leerzeichen noch Punkt stehen.</translation>
    </message>
    <message>
        <source>There is no {field}. There are: {known}.</source>
        <translation>{field} gibt es nicht. Es gibt: {known}.</translation>
    </message>
    <message>
        <source>That is too long: {most} characters at most.</source>
        <translation>Das ist zu lang: höchstens {most} Zeichen.</translation>
    </message>
    <message>
        <source>A file&apos;s name cannot have a control character in it.</source>
        <translation>Ein Dateiname darf kein Steuerzeichen enthalten.</translation>
    </message>
    <message>
        <source>A file&apos;s name cannot have {character} in it.</source>
        <translation>Ein Dateiname darf {character} nicht enthalten.</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>There is not enough memory for this. Close other programs or choose a smaller size.</source>
        <translation>Dafür reicht der Speicher nicht. Andere Programme schließen oder eine kleinere Größe wählen.</translation>
    </message>
    <message>
        <source>Something went wrong that Heirloom did not expect ({kind}).</source>
        <translation>Etwas Unerwartetes ist schiefgegangen ({kind}).</translation>
    </message>
    <message>
        <source>Details are in {file}.</source>
        <translation>Einzelheiten stehen in {file}.</translation>
    </message>
</context>
<context>
    <name>NumberBox</name>
    <message>
        <source>A number is wanted</source>
        <translation>Hier gehört eine Zahl hin</translation>
    </message>
    <message>
        <source>From {low} to {high}</source>
        <translation>Von {low} bis {high}</translation>
    </message>
</context>
<context>
    <name>Offer</name>
    <message>
        <source>a large download</source>
        <translation>ein großer Download</translation>
    </message>
    <message>
        <source>See models…</source>
        <translation>Modelle ansehen…</translation>
    </message>
    <message>
        <source>Dismiss the offer of the full model</source>
        <translation>Hinweis auf das volle Modell ausblenden</translation>
    </message>
    <message>
        <source>Dismiss; the models stay in the menu at the top right</source>
        <translation>Ausblenden; die Modelle stehen im Menü oben rechts</translation>
    </message>
    <message>
        <source>The built-in model is small and works everywhere. {model} gives more detail: {facts}.</source>
        <translation>Das mitgelieferte Modell ist klein und läuft überall. {model} zeigt mehr Einzelheiten: {facts}.</translation>
    </message>
    <message>
        <source>; </source>
        <comment>between facts</comment>
        <translation>; </translation>
    </message>
    <message>
        <source>{size} on the disk</source>
        <translation>{size} auf der Festplatte</translation>
    </message>
    <message>
        <source>licence: {name}</source>
        <translation>Lizenz: {name}</translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>{name}: {reason}, so it was left out.</source>
        <translation>{name} wurde ausgelassen: {reason}.</translation>
    </message>
    <message numerus="yes">
        <source>%n more were left out too.</source>
        <translation>
            <numerusform>%n weiteres wurde ebenfalls ausgelassen.</numerusform>
            <numerusform>%n weitere wurden ebenfalls ausgelassen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photos are open.</source>
        <translation>
            <numerusform>%n Foto ist offen.</numerusform>
            <numerusform>%n Fotos sind offen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Restore all</source>
        <translation>Alle restaurieren</translation>
    </message>
</context>
<context>
    <name>Ordering</name>
    <message>
        <source>There is no model to restore with.</source>
        <translation>Es gibt kein Modell zum Restaurieren.</translation>
    </message>
    <message>
        <source>This take was made by a newer Heirloom, with settings unknown here.</source>
        <translation>Diese Fassung stammt aus einem neueren Heirloom mit hier unbekannten Einstellungen.</translation>
    </message>
    <message>
        <source>This take was made with {model}, which is not installed here.</source>
        <translation>Diese Fassung wurde mit {model} gemacht, das hier nicht installiert ist.</translation>
    </message>
</context>
<context>
    <name>Outlook</name>
    <message>
        <source>Too little memory for this size</source>
        <translation>Zu wenig Speicher für diese Größe</translation>
    </message>
    <message>
        <source>About {time}</source>
        <translation>Etwa {time}</translation>
    </message>
    <message>
        <source>{number} GB</source>
        <translation>{number} GB</translation>
    </message>
    <message>
        <source>{number} MB</source>
        <translation>{number} MB</translation>
    </message>
    <message>
        <source>Needs {needed} of main memory at most; {free} are free.</source>
        <translation>Braucht höchstens {needed} Arbeitsspeicher; {free} sind frei.</translation>
    </message>
    <message>
        <source>Needs {needed} on {device} at most; {free} are free.</source>
        <translation>Braucht höchstens {needed} auf {device}; {free} sind frei.</translation>
    </message>
    <message>
        <source>Should that run out all the same, it goes on with another plan: {plan}.</source>
        <translation>Reicht das doch nicht, geht es mit einem anderen Plan weiter: {plan}.</translation>
    </message>
    <message>
        <source>No plan needs less: should that run out all the same, nothing is lost.</source>
        <translation>Kein Plan braucht weniger: Reicht das doch nicht, geht nichts verloren.</translation>
    </message>
    <message>
        <source>How long it takes is known after the first photo.</source>
        <translation>Wie lange es dauert, ist nach dem ersten Foto bekannt.</translation>
    </message>
</context>
<context>
    <name>Pace</name>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} min {seconds} s</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Beginnt</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Modell wird geladen</translation>
    </message>
    <message>
        <source>Looking at the photo</source>
        <translation>Foto wird erfasst</translation>
    </message>
    <message>
        <source>Restoring</source>
        <translation>Wird restauriert</translation>
    </message>
    <message>
        <source>Drawing the result</source>
        <translation>Ergebnis wird gezeichnet</translation>
    </message>
    <message>
        <source>tile {tile} of {tiles}</source>
        <translation>Kachel {tile} von {tiles}</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
        <source>with less memory</source>
        <translation>mit weniger Speicher</translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation>Abschließen</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between parts of a line</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>step {step} of {steps}</source>
        <translation>Schritt {step} von {steps}</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
</context>
<context>
    <name>Photos</name>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message numerus="yes">
        <source>%n takes</source>
        <translation>
            <numerusform>%n Fassung</numerusform>
            <numerusform>%n Fassungen</numerusform>
        </translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
</context>
<context>
    <name>Plans</name>
    <message>
        <source>all on the graphics card</source>
        <translation>alles auf der Grafikkarte</translation>
    </message>
    <message>
        <source>parts take turns on the card</source>
        <translation>Teile abwechselnd auf der Karte</translation>
    </message>
    <message>
        <source>streamed to the card in part</source>
        <translation>teils auf die Karte gereicht</translation>
    </message>
    <message>
        <source>streamed to the card, slow</source>
        <translation>auf die Karte gereicht, langsam</translation>
    </message>
    <message>
        <source>on the processor</source>
        <translation>auf dem Prozessor</translation>
    </message>
    <message>
        <source>on the processor, little memory</source>
        <translation>auf dem Prozessor, wenig Speicher</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>All on the graphics card</source>
        <translation>Alles auf der Grafikkarte</translation>
    </message>
    <message>
        <source>8 GB</source>
        <translation>8 GB</translation>
    </message>
    <message>
        <source>6 GB</source>
        <translation>6 GB</translation>
    </message>
    <message>
        <source>4 GB</source>
        <translation>4 GB</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>CPU, little memory</source>
        <translation>Prozessor, wenig Speicher</translation>
    </message>
    <message>
        <source>Heirloom takes the fastest way that fits into the memory that is free.</source>
        <translation>Heirloom nimmt den schnellsten Weg, der in den freien Speicher passt.</translation>
    </message>
    <message>
        <source>Everything stays on the graphics card: the fastest.</source>
        <translation>Alles bleibt auf der Grafikkarte: am schnellsten.</translation>
    </message>
    <message>
        <source>For graphics cards of 8 GB: parts take turns on the card.</source>
        <translation>Für Grafikkarten mit 8 GB: Teile wechseln sich auf der Karte ab.</translation>
    </message>
    <message>
        <source>For graphics cards of 6 GB: slower, since parts of the model are brought to the card while it works.</source>
        <translation>Für Grafikkarten mit 6 GB: langsamer, weil Teile des Modells erst während der Arbeit auf die Karte kommen.</translation>
    </message>
    <message>
        <source>For graphics cards of 4 GB: the slowest on a card, and the one that needs least.</source>
        <translation>Für Grafikkarten mit 4 GB: am langsamsten auf einer Karte, braucht aber am wenigsten.</translation>
    </message>
    <message>
        <source>The processor alone, even where there is a graphics card.</source>
        <translation>Nur der Prozessor, auch wo es eine Grafikkarte gibt.</translation>
    </message>
    <message>
        <source>The processor alone, a few rows at a time.</source>
        <translation>Nur der Prozessor, immer einige Zeilen auf einmal.</translation>
    </message>
</context>
<context>
    <name>Preferences</name>
    <message>
        <source>The settings could not be saved ({reason}). They hold until you quit.</source>
        <translation>Die Einstellungen ließen sich nicht speichern ({reason}). Sie gelten bis zum Beenden.</translation>
    </message>
</context>
<context>
    <name>Presets</name>
    <message>
        <source>The preset “{name}” was deleted.</source>
        <translation>Die Vorgabe „{name}“ wurde gelöscht.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>“{name}” is in {file}.</source>
        <translation>„{name}“ steht in {file}.</translation>
    </message>
    <message>
        <source>“{name}” was made for the model {model}, which is not here.</source>
        <translation>„{name}“ wurde für das Modell {model} gemacht, das hier fehlt.</translation>
    </message>
    <message>
        <source>These settings do not suit this photo or model. {reason}</source>
        <translation>Diese Einstellungen passen nicht zu Foto oder Modell. {reason}</translation>
    </message>
    <message>
        <source>there is a preset of this name already</source>
        <translation>eine Vorgabe dieses Namens gibt es schon</translation>
    </message>
    <message>
        <source>{name}, changed</source>
        <translation>{name}, geändert</translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation>Empfohlen</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>Preset: {name}</source>
        <translation>Vorgabe: {name}</translation>
    </message>
    <message>
        <source>Settings under a name</source>
        <translation>Einstellungen unter einem Namen</translation>
    </message>
    <message>
        <source>As {model} recommends</source>
        <translation>Wie {model} empfiehlt</translation>
    </message>
    <message numerus="yes">
        <source>%n files cannot be read</source>
        <translation>
            <numerusform>%n Datei ist nicht lesbar</numerusform>
            <numerusform>%n Dateien sind nicht lesbar</numerusform>
        </translation>
    </message>
    <message>
        <source>Save as a preset…</source>
        <translation>Als Vorgabe sichern…</translation>
    </message>
    <message>
        <source>Save the changes to “{name}”</source>
        <translation>Änderungen in „{name}“ sichern</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen…</translation>
    </message>
    <message>
        <source>Share as a file…</source>
        <translation>Als Datei weitergeben…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Add from a file…</source>
        <translation>Aus Datei hinzufügen…</translation>
    </message>
    <message>
        <source>Reset all settings</source>
        <translation>Alle Einstellungen zurücksetzen</translation>
    </message>
    <message>
        <source>Back to what the model recommends; caption and seed stay</source>
        <translation>Zurück zur Empfehlung des Modells; Beschreibung und Seed bleiben</translation>
    </message>
    <message>
        <source>Share a preset</source>
        <translation>Vorgabe weitergeben</translation>
    </message>
    <message>
        <source>Add presets</source>
        <translation>Vorgaben hinzufügen</translation>
    </message>
    <message>
        <source>Presets ({pattern})</source>
        <translation>Vorgaben ({pattern})</translation>
    </message>
    <message>
        <source>Presets and settings</source>
        <translation>Vorgaben und Einstellungen</translation>
    </message>
    <message>
        <source>Save, share and reset settings</source>
        <translation>Einstellungen sichern, weitergeben, zurücksetzen</translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation>Name der Vorgabe</translation>
    </message>
    <message>
        <source>A name, as “Old portraits”</source>
        <translation>Ein Name, etwa „Alte Porträts“</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Save as a preset</source>
        <translation>Als Vorgabe sichern</translation>
    </message>
    <message>
        <source>With the caption</source>
        <translation>Mit der Beschreibung</translation>
    </message>
    <message>
        <source>With the seed, {seed}</source>
        <translation>Mit dem Seed {seed}</translation>
    </message>
    <message>
        <source>With the size, {width} × {height} px</source>
        <translation>Mit der Größe {width} × {height} px</translation>
    </message>
    <message>
        <source>Rename “{name}”</source>
        <translation>„{name}“ umbenennen</translation>
    </message>
    <message>
        <source>There is one of this name; it will be replaced.</source>
        <translation>Eine Vorgabe dieses Namens gibt es; sie wird ersetzt.</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
</context>
<context>
    <name>Queue</name>
    <message numerus="yes">
        <source>%n photos of the queue go on.</source>
        <translation>
            <numerusform>%n Foto der Warteschlange geht weiter.</numerusform>
            <numerusform>%n Fotos der Warteschlange gehen weiter.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photos are unfinished in the queue.</source>
        <translation>
            <numerusform>%n Foto in der Warteschlange ist unfertig.</numerusform>
            <numerusform>%n Fotos in der Warteschlange sind unfertig.</numerusform>
        </translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>What could not be saved</source>
        <translation>Was sich nicht speichern ließ</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>The queue is paused. {reason}</source>
        <translation>Die Warteschlange ist angehalten. {reason}</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Reasons…</source>
        <translation>Gründe…</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>{done} of {total} photos restored.</source>
        <translation>{done} von {total} Fotos restauriert.</translation>
    </message>
    <message numerus="yes">
        <source>%n photos failed.</source>
        <translation>
            <numerusform>%n Foto fehlgeschlagen.</numerusform>
            <numerusform>%n Fotos fehlgeschlagen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photos cancelled.</source>
        <translation>
            <numerusform>%n Foto abgebrochen.</numerusform>
            <numerusform>%n Fotos abgebrochen.</numerusform>
        </translation>
    </message>
    <message>
        <source>its settings come from a newer Heirloom</source>
        <translation>die Einstellungen stammen aus einem neueren Heirloom</translation>
    </message>
    <message>
        <source>there is no model {name}</source>
        <translation>ein Modell {name} gibt es nicht</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Move to the top</source>
        <translation>Ganz nach oben</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Move to the end</source>
        <translation>Ans Ende</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Copy the reason</source>
        <translation>Grund kopieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>Von der Liste nehmen</translation>
    </message>
    <message>
        <source>Progress of the queue</source>
        <translation>Fortschritt der Warteschlange</translation>
    </message>
    <message>
        <source>Cancel all</source>
        <translation>Alle abbrechen</translation>
    </message>
    <message>
        <source>Cancel the running photo and all that wait; what is done stays</source>
        <translation>Das laufende und alle wartenden Fotos abbrechen; Fertiges bleibt</translation>
    </message>
    <message>
        <source>Save all</source>
        <translation>Alle speichern</translation>
    </message>
    <message>
        <source>Save every finished photo that is not saved yet, where the settings say (Ctrl+Alt+S)</source>
        <translation>Jedes fertige, noch nicht gespeicherte Foto speichern, wo die Einstellungen es sagen (Strg+Alt+S)</translation>
    </message>
    <message>
        <source>More about the queue</source>
        <translation>Mehr zur Warteschlange</translation>
    </message>
    <message>
        <source>Hide the queue</source>
        <translation>Warteschlange ausblenden</translation>
    </message>
    <message>
        <source>Hide the queue (F6)</source>
        <translation>Warteschlange ausblenden (F6)</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Nothing is queued. Drop photos or folders here, or choose Restore in the film strip.</source>
        <translation>Die Warteschlange ist leer. Fotos oder Ordner hier ablegen, oder im Filmstreifen „Restaurieren“ wählen.</translation>
    </message>
    <message>
        <source>Save each result when it is finished</source>
        <translation>Jedes Ergebnis gleich speichern</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>Fertige entfernen</translation>
    </message>
    <message>
        <source>Take the rows off this list; the takes stay</source>
        <translation>Die Zeilen von der Liste nehmen; die Fassungen bleiben</translation>
    </message>
    <message>
        <source>Go on with the next photo</source>
        <translation>Mit dem nächsten Foto weitermachen</translation>
    </message>
    <message>
        <source>Finish the photo that is being restored, and wait</source>
        <translation>Das laufende Foto fertigstellen, dann warten</translation>
    </message>
    <message numerus="yes">
        <source>Retry %n failed</source>
        <translation>
            <numerusform>%n Fehlgeschlagenes wiederholen</numerusform>
            <numerusform>%n Fehlgeschlagene wiederholen</numerusform>
        </translation>
    </message>
    <message>
        <source>Restore those that failed once more</source>
        <translation>Die fehlgeschlagenen noch einmal restaurieren</translation>
    </message>
    <message>
        <source>Show the saved file in its folder</source>
        <translation>Die gespeicherte Datei im Ordner zeigen</translation>
    </message>
    <message>
        <source>Save the result</source>
        <translation>Ergebnis speichern</translation>
    </message>
    <message>
        <source>Show the photo in its folder</source>
        <translation>Das Foto im Ordner zeigen</translation>
    </message>
    <message>
        <source>Restore it once more</source>
        <translation>Noch einmal restaurieren</translation>
    </message>
    <message>
        <source>Cancel this photo</source>
        <translation>Dieses Foto abbrechen</translation>
    </message>
    <message>
        <source>Restoring in another window</source>
        <translation>Wird in einem anderen Fenster restauriert</translation>
    </message>
    <message>
        <source>Restoring, {percent} %</source>
        <translation>Wird restauriert, {percent} %</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Saved as {name}</source>
        <translation>Gespeichert als {name}</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Done in {time}</source>
        <translation>Fertig in {time}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>1 photo</source>
        <translation>1 Foto</translation>
    </message>
    <message>
        <source>pausing after this photo</source>
        <translation>hält nach diesem Foto an</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>noch etwa {time}</translation>
    </message>
    <message>
        <source>{done} of {total} restored</source>
        <translation>{done} von {total} restauriert</translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n fehlgeschlagen</numerusform>
            <numerusform>%n fehlgeschlagen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Quit</name>
    <message>
        <source>If you quit now, what is being done is stopped.</source>
        <translation>Beim Beenden wird die laufende Arbeit abgebrochen.</translation>
    </message>
    <message>
        <source>Heirloom quits when this photo is done.</source>
        <translation>Heirloom beendet sich, sobald dieses Foto fertig ist.</translation>
    </message>
    <message>
        <source>Quit when this photo is done</source>
        <translation>Nach diesem Foto beenden</translation>
    </message>
    <message>
        <source>Quit when they are saved</source>
        <translation>Nach dem Speichern beenden</translation>
    </message>
    <message numerus="yes">
        <source>If you quit now, %n photos stay in the queue and go on at the next start.</source>
        <translation>
            <numerusform>Beim Beenden bleibt %n Foto in der Warteschlange und geht beim nächsten Start weiter.</numerusform>
            <numerusform>Beim Beenden bleiben %n Fotos in der Warteschlange und gehen beim nächsten Start weiter.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n results are not saved yet; they are kept all the same.</source>
        <translation>
            <numerusform>%n Ergebnis ist noch nicht gespeichert; aufbewahrt ist es trotzdem.</numerusform>
            <numerusform>%n Ergebnisse sind noch nicht gespeichert; aufbewahrt sind sie trotzdem.</numerusform>
        </translation>
    </message>
    <message>
        <source>Quit now</source>
        <translation>Jetzt beenden</translation>
    </message>
    <message>
        <source>Stop at once; closing the window once more does the same</source>
        <translation>Sofort aufhören; das Fenster noch einmal zu schließen bewirkt dasselbe</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Bleiben</translation>
    </message>
    <message>
        <source>Go on as before (Esc)</source>
        <translation>Weitermachen wie bisher (Esc)</translation>
    </message>
    <message>
        <source>Heirloom quits when the results are saved.</source>
        <translation>Heirloom beendet sich, sobald die Ergebnisse gespeichert sind.</translation>
    </message>
    <message numerus="yes">
        <source>%n photos stay in the queue and go on at the next start.</source>
        <translation>
            <numerusform>%n Foto bleibt in der Warteschlange und geht beim nächsten Start weiter.</numerusform>
            <numerusform>%n Fotos bleiben in der Warteschlange und gehen beim nächsten Start weiter.</numerusform>
        </translation>
    </message>
    <message>
        <source>If you quit now, the photo that is being restored stays in the queue.</source>
        <translation>Beim Beenden bleibt das Foto, das gerade restauriert wird, in der Warteschlange.</translation>
    </message>
</context>
<context>
    <name>Recalling</name>
    <message>
        <source>This picture was restored by another Heirloom, with settings unknown here.</source>
        <translation>Dieses Bild wurde von einem anderen Heirloom restauriert, mit hier unbekannten Einstellungen.</translation>
    </message>
    <message>
        <source>This picture was restored with settings that cannot be used for it now.</source>
        <translation>Dieses Bild wurde mit Einstellungen restauriert, die sich jetzt nicht darauf anwenden lassen.</translation>
    </message>
    <message>
        <source>This picture was restored with Heirloom, and its settings are in the panel.</source>
        <translation>Dieses Bild wurde mit Heirloom restauriert; seine Einstellungen stehen in der Leiste.</translation>
    </message>
    <message>
        <source>It was restored with {model}, which is not installed here.</source>
        <translation>Es wurde mit {model} restauriert, das hier nicht installiert ist.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>Restoration</name>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Cancelled. Nothing was changed.</source>
        <translation>Abgebrochen. Nichts wurde verändert.</translation>
    </message>
    <message>
        <source>No model is installed, so photos can be looked at but not restored. Install Heirloom again.</source>
        <translation>Kein Modell ist installiert; Fotos lassen sich ansehen, aber nicht restaurieren. Heirloom neu installieren.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Erneut suchen</translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>The earlier photo</source>
        <translation>Das frühere Foto</translation>
    </message>
    <message>
        <source>{photo} was restored too. The result is kept.</source>
        <translation>{photo} wurde auch restauriert. Das Ergebnis ist aufbewahrt.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
</context>
<context>
    <name>SaveAll</name>
    <message>
        <source>There was nothing to save.</source>
        <translation>Es gab nichts zu speichern.</translation>
    </message>
    <message>
        <source>its take was deleted</source>
        <translation>die Fassung wurde gelöscht</translation>
    </message>
    <message numerus="yes">
        <source>%n results saved.</source>
        <translation>
            <numerusform>%n Ergebnis gespeichert.</numerusform>
            <numerusform>%n Ergebnisse gespeichert.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were saved before.</source>
        <translation>
            <numerusform>%n war schon gespeichert.</numerusform>
            <numerusform>%n waren schon gespeichert.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were not saved any more.</source>
        <translation>
            <numerusform>%n wurde nicht mehr gespeichert.</numerusform>
            <numerusform>%n wurden nicht mehr gespeichert.</numerusform>
        </translation>
    </message>
    <message>
        <source>this picture has no folder of its own to save its result into</source>
        <translation>dieses Bild hat keinen eigenen Ordner, in den sein Ergebnis gespeichert werden könnte</translation>
    </message>
    <message>
        <source>Save it alone, or choose a folder for results in the settings.</source>
        <translation>Einzeln speichern oder in den Einstellungen einen Ordner für Ergebnisse wählen.</translation>
    </message>
    <message>
        <source>Progress of saving</source>
        <translation>Fortschritt beim Speichern</translation>
    </message>
    <message>
        <source>Stop saving</source>
        <translation>Speichern stoppen</translation>
    </message>
    <message>
        <source>What was saved stays</source>
        <translation>Schon Gespeichertes bleibt</translation>
    </message>
    <message>
        <source>Saving {number} of {total}: {name}</source>
        <translation>Speichert {number} von {total}: {name}</translation>
    </message>
    <message numerus="yes">
        <source>%n could not be saved.</source>
        <translation>
            <numerusform>%n ließ sich nicht speichern.</numerusform>
            <numerusform>%n ließen sich nicht speichern.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n photos something could not be kept.</source>
        <translation>
            <numerusform>Bei %n Foto ging eine Angabe verloren.</numerusform>
            <numerusform>Bei %n Fotos gingen Angaben verloren.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Saving</name>
    <message>
        <source>Saved as {file}.</source>
        <translation>Gespeichert als {file}.</translation>
    </message>
    <message>
        <source>The original is never replaced.</source>
        <translation>Das Original wird nie ersetzt.</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>the photo was changed or is gone, so it cannot be blended with the result</source>
        <translation>das Foto wurde verändert oder ist weg und lässt sich nicht mit dem Ergebnis mischen</translation>
    </message>
    <message>
        <source>The photo was changed or is gone, so what its file said could not be kept.</source>
        <translation>Das Foto wurde verändert oder ist weg; die Angaben aus seiner Datei fehlen deshalb.</translation>
    </message>
</context>
<context>
    <name>Seed</name>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>The same seed and settings give the same picture; another seed gives another take.</source>
        <translation>Gleicher Seed und gleiche Einstellungen ergeben dasselbe Bild; ein anderer Seed ergibt eine andere Fassung.</translation>
    </message>
    <message>
        <source>Another seed</source>
        <translation>Anderer Seed</translation>
    </message>
    <message>
        <source>Keep the seed from take to take</source>
        <translation>Den Seed von Fassung zu Fassung behalten</translation>
    </message>
    <message>
        <source>Locked: every take has this seed</source>
        <translation>Fest: Jede Fassung hat diesen Seed</translation>
    </message>
    <message>
        <source>Unlocked: every take has a seed of its own</source>
        <translation>Frei: Jede Fassung hat ihren eigenen Seed</translation>
    </message>
    <message>
        <source>A whole number is wanted</source>
        <translation>Hier gehört eine ganze Zahl hin</translation>
    </message>
    <message>
        <source>At most {most}</source>
        <translation>Höchstens {most}</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Date, camera, captions and credits: EXIF, XMP and IPTC.</source>
        <translation>Datum, Kamera, Beschreibungen und Urheber: EXIF, XMP und IPTC.</translation>
    </message>
    <message>
        <source>Settings – Heirloom</source>
        <translation>Einstellungen – Heirloom</translation>
    </message>
    <message>
        <source>The settings could not be read and were reset.</source>
        <translation>Die Einstellungen waren nicht lesbar und wurden zurückgesetzt.</translation>
    </message>
    <message>
        <source>The settings come from a newer Heirloom; what this one does not know is ignored.</source>
        <translation>Die Einstellungen stammen aus einem neueren Heirloom; was dieses nicht kennt, bleibt unbeachtet.</translation>
    </message>
    <message>
        <source>Some settings had values that cannot be used and were reset.</source>
        <translation>Einige Einstellungen hatten unbrauchbare Werte und wurden zurückgesetzt.</translation>
    </message>
    <message>
        <source>The old ones are in {file}.</source>
        <translation>Die alten stehen in {file}.</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>Grey behind the picture</source>
        <translation>Grau hinter dem Bild</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Save results</source>
        <translation>Ergebnisse speichern</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Choose the folder for results</source>
        <translation>Ordner für Ergebnisse wählen</translation>
    </message>
    <message>
        <source>Save them when I say so</source>
        <translation>Erst auf Wunsch speichern</translation>
    </message>
    <message>
        <source>Save each when it is finished</source>
        <translation>Jedes gleich speichern</translation>
    </message>
    <message>
        <source>Results of the queue</source>
        <translation>Aus der Warteschlange</translation>
    </message>
    <message>
        <source>Name of saved results</source>
        <translation>Name gespeicherter Ergebnisse</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>Metadaten</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>Aufnahmeort</translation>
    </message>
    <message>
        <source>Memory plan</source>
        <translation>Speicherplan</translation>
    </message>
    <message>
        <source>Captioner</source>
        <translation>Beschreibungsmodell</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>Modelle…</translation>
    </message>
    <message>
        <source>Show all captioners</source>
        <translation>Alle Beschreibungsmodelle zeigen</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Restoring</source>
        <translation>Restaurieren</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Until then: {file}</source>
        <translation>Bis dahin: {file}</translation>
    </message>
    <message>
        <source>As {file}. Names that exist get a number.</source>
        <translation>Etwa {file}. Schon vergebene Namen bekommen eine Nummer.</translation>
    </message>
    <message>
        <source>The default</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>None is installed. A captioner writes what a photo shows.</source>
        <translation>Keines ist installiert. Ein Beschreibungsmodell schreibt, was ein Foto zeigt.</translation>
    </message>
    <message>
        <source>Save results into</source>
        <translation>Ergebnisse speichern in</translation>
    </message>
    <message>
        <source>Beside the photo</source>
        <translation>Neben dem Foto</translation>
    </message>
    <message>
        <source>Into a folder of their own</source>
        <translation>In einem eigenen Ordner</translation>
    </message>
    <message>
        <source>Keep what the photo says of itself</source>
        <translation>Angaben aus dem Foto übernehmen</translation>
    </message>
    <message>
        <source>Leave it out</source>
        <translation>Weglassen</translation>
    </message>
    <message>
        <source>Keep where it was taken</source>
        <translation>Aufnahmeort übernehmen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Kept results</source>
        <translation>Aufbewahrte Ergebnisse</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Settings and queue</source>
        <translation>Einstellungen, Warteschlange</translation>
    </message>
    <message>
        <source>The location is left out with the rest.</source>
        <translation>Der Aufnahmeort wird mit dem Übrigen weggelassen.</translation>
    </message>
    <message>
        <source>GPS and names of places.</source>
        <translation>GPS und Ortsnamen.</translation>
    </message>
    <message>
        <source>There is no graphics card here, so nothing can be restored with this plan. Choose another.</source>
        <translation>Hier ist keine Grafikkarte; mit diesem Plan lässt sich nichts restaurieren. Bitte einen anderen wählen.</translation>
    </message>
    <message>
        <source>Show the folder: {name}</source>
        <translation>Ordner zeigen: {name}</translation>
    </message>
    <message>
        <source>{plan} (not on this computer)</source>
        <translation>{plan} (nicht auf diesem Computer)</translation>
    </message>
    <message>
        <source>{name} (not installed)</source>
        <translation>{name} (nicht installiert)</translation>
    </message>
    <message>
        <source>It writes captions when you ask for one.</source>
        <translation>Schreibt auf Wunsch eine Beschreibung.</translation>
    </message>
    <message>
        <source>{name} is not installed, so {other} writes captions.</source>
        <translation>{name} ist nicht installiert; {other} schreibt die Beschreibungen.</translation>
    </message>
    <message>
        <source>{folder} does not exist yet: nothing is kept there.</source>
        <translation>{folder} gibt es noch nicht: Dort liegt nichts.</translation>
    </message>
    <message>
        <source>That is {name}.</source>
        <translation>Das ist {name}.</translation>
    </message>
    <message>
        <source>The folder is {folder}.</source>
        <translation>Der Ordner ist {folder}.</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Contact sheet</source>
        <translation>Kontaktbogen</translation>
    </message>
    <message>
        <source>seed {seed}, waiting</source>
        <translation>Seed {seed}, wartet</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>Seed {seed}</translation>
    </message>
    <message>
        <source>seed {seed}, {percent} %</source>
        <translation>Seed {seed}, {percent} %</translation>
    </message>
    <message>
        <source>seed {seed}: {reason}</source>
        <translation>Seed {seed}: {reason}</translation>
    </message>
    <message>
        <source>seed {seed}: cancelled</source>
        <translation>Seed {seed}: abgebrochen</translation>
    </message>
</context>
<context>
    <name>SideWindows</name>
    <message>
        <source>Use it</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>The captioner {name} is ready.</source>
        <translation>Das Beschreibungsmodell {name} ist bereit.</translation>
    </message>
    <message>
        <source>{name} is ready.</source>
        <translation>{name} ist bereit.</translation>
    </message>
</context>
<context>
    <name>Size</name>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Unit of the size</source>
        <translation>Einheit der Größe</translation>
    </message>
    <message>
        <source>In pixels, or printed at so many DPI</source>
        <translation>In Pixeln, oder gedruckt mit so vielen DPI</translation>
    </message>
    <message>
        <source>Keep proportions</source>
        <translation>Seitenverhältnis behalten</translation>
    </message>
    <message>
        <source>Keep the photo&apos;s proportions</source>
        <translation>Seitenverhältnis des Fotos behalten</translation>
    </message>
    <message>
        <source>DPI of the print</source>
        <translation>DPI des Drucks</translation>
    </message>
    <message>
        <source>Pixels of a printed inch: 300 for photos looked at closely</source>
        <translation>Pixel je gedrucktem Zoll: 300 für Fotos, die man aus der Nähe ansieht</translation>
    </message>
    <message>
        <source>A side has 1 to {most} pixels.</source>
        <translation>Eine Seite hat 1 bis {most} Pixel.</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>{side} in {unit}</source>
        <translation>{side} in {unit}</translation>
    </message>
    <message>
        <source>Size of the restored picture: times the photo&apos;s, in pixels, or as a print.</source>
        <translation>Größe des restaurierten Bildes: als Vielfaches des Fotos, in Pixeln oder als Druck.</translation>
    </message>
    <message>
        <source>DPI</source>
        <translation>DPI</translation>
    </message>
    <message>
        <source>cm</source>
        <comment>centimetres</comment>
        <translation>cm</translation>
    </message>
    <message>
        <source>in</source>
        <comment>inches</comment>
        <translation>Zoll</translation>
    </message>
    <message>
        <source>px</source>
        <comment>pixels</comment>
        <translation>px</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Progress of the restoration</source>
        <translation>Fortschritt der Restaurierung</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop at the next step (Esc)</source>
        <translation>Beim nächsten Schritt anhalten (Esc)</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>Wird abgebrochen…</translation>
    </message>
    <message>
        <source>{photo}, </source>
        <comment>before what is being done with it</comment>
        <translation>{photo}, </translation>
    </message>
    <message>
        <source>Sample: {source}</source>
        <translation>Beispiel: {source}</translation>
    </message>
    <message>
        <source>Saving {number} of {total}…</source>
        <translation>Speichert {number} von {total}…</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gespeichert…</translation>
    </message>
    <message>
        <source>Opening {name}…</source>
        <translation>{name} wird geöffnet…</translation>
    </message>
    <message>
        <source>{width} × {height} px {format}, 16 bit</source>
        <translation>{width} × {height} px {format}, 16 Bit</translation>
    </message>
    <message>
        <source>{width} × {height} px {format}</source>
        <translation>{width} × {height} px {format}</translation>
    </message>
    <message>
        <source>kept, not yet saved</source>
        <translation>aufbewahrt, noch nicht gespeichert</translation>
    </message>
    <message>
        <source>saved as {name}</source>
        <translation>gespeichert als {name}</translation>
    </message>
    <message>
        <source>{width} × {height} px, restored in {time}, {kept}</source>
        <translation>{width} × {height} px, restauriert in {time}, {kept}</translation>
    </message>
</context>
<context>
    <name>Takes</name>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>{take} was deleted.</source>
        <translation>{take} wurde gelöscht.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>another photo</source>
        <translation>einem anderen Foto</translation>
    </message>
    <message>
        <source>{take} of {photo} is back.</source>
        <translation>{take} von {photo} ist wieder da.</translation>
    </message>
    <message>
        <source>Take {number}</source>
        <translation>Fassung {number}</translation>
    </message>
    <message>
        <source>on the left</source>
        <translation>links</translation>
    </message>
    <message>
        <source>on the right</source>
        <translation>rechts</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>gezeigt</translation>
    </message>
    <message>
        <source>starred</source>
        <translation>mit Stern</translation>
    </message>
    <message>
        <source>blended</source>
        <translation>gemischt</translation>
    </message>
    <message>
        <source>new</source>
        <comment>a take not looked at yet</comment>
        <translation>neu</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>Fassungen</translation>
    </message>
    <message>
        <source>What can be done with this take</source>
        <translation>Was mit dieser Fassung geht</translation>
    </message>
    <message>
        <source>Take menu</source>
        <translation>Menü der Fassung</translation>
    </message>
    <message>
        <source>Lay the takes out side by side (G)</source>
        <translation>Die Fassungen nebeneinander auslegen (G)</translation>
    </message>
    <message>
        <source>Contact sheet</source>
        <translation>Kontaktbogen</translation>
    </message>
    <message>
        <source>Paint where the restored picture shows (B)</source>
        <translation>Malen, wo das restaurierte Bild zu sehen ist (B)</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Beyond the photo</source>
        <translation>Über das Foto hinaus</translation>
    </message>
    <message>
        <source>4 takes</source>
        <translation>4 Fassungen</translation>
    </message>
    <message>
        <source>Restore with four seeds, and lay them out side by side (Ctrl+Shift+Enter)</source>
        <translation>Mit vier Seeds restaurieren und nebeneinander auslegen (Strg+Umschalt+Enter)</translation>
    </message>
    <message>
        <source>Name of the take</source>
        <translation>Name der Fassung</translation>
    </message>
    <message>
        <source>The photo as it is</source>
        <translation>Das Foto, wie es ist</translation>
    </message>
    <message>
        <source>Show on the right</source>
        <translation>Rechts zeigen</translation>
    </message>
    <message>
        <source>Compare: put on the left</source>
        <translation>Vergleichen: nach links</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen…</translation>
    </message>
    <message>
        <source>Remove the star</source>
        <translation>Stern entfernen</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>Stern</translation>
    </message>
    <message>
        <source>Use these settings</source>
        <translation>Diese Einstellungen nutzen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>{name} (take {number})</source>
        <translation>{name} (Fassung {number})</translation>
    </message>
    <message numerus="yes">
        <source>Seed {seed}, guidance {guidance}, %n steps</source>
        <translation>
            <numerusform>Seed {seed}, Führung {guidance}, %n Schritt</numerusform>
            <numerusform>Seed {seed}, Führung {guidance}, %n Schritte</numerusform>
        </translation>
    </message>
    <message>
        <source>Blended: {percent} % of it show</source>
        <translation>Gemischt: {percent} % davon sind zu sehen</translation>
    </message>
    <message>
        <source>Painted with the brush</source>
        <translation>Mit dem Pinsel bemalt</translation>
    </message>
    <message>
        <source>{name}: comparing…</source>
        <translation>{name}: wird verglichen…</translation>
    </message>
    <message>
        <source>{name}: {percent} % beyond the photo</source>
        <translation>{name}: {percent} % über das Foto hinaus</translation>
    </message>
    <message>
        <source>Show in colour what the restored picture shows and the photo does not hold (E)</source>
        <translation>Farbig zeigen, was im restaurierten Bild ist und das Foto nicht hergibt (E)</translation>
    </message>
    <message>
        <source>{percent} % of the picture, by more than {levels} of 255 levels</source>
        <translation>{percent} % des Bildes, um mehr als {levels} von 255 Stufen</translation>
    </message>
    <message>
        <source>Damage that went counts, too: what is there now was not in the photo</source>
        <translation>Auch verschwundene Schäden zählen: Was jetzt dort ist, war nicht im Foto</translation>
    </message>
    <message numerus="yes">
        <source>What %n seeds disagree about counts</source>
        <translation>
            <numerusform>Worin sich %n Seed uneinig ist, zählt</numerusform>
            <numerusform>Worin sich %n Seeds uneinig sind, zählt</numerusform>
        </translation>
    </message>
    <message>
        <source>More is found where there are takes with other seeds (4 takes)</source>
        <translation>Mehr wird gefunden, wo es Fassungen mit anderen Seeds gibt (4 Fassungen)</translation>
    </message>
</context>
<context>
    <name>Target</name>
    <message>
        <source>{kind} files cannot hold {width} × {height} pixels, so the result is a {other} file.</source>
        <translation>{kind}-Dateien fassen keine {width} × {height} Pixel; das Ergebnis ist deshalb eine {other}-Datei.</translation>
    </message>
</context>
<context>
    <name>Titles</name>
    <message>
        <source>{title} (sample)</source>
        <translation>{title} (Beispiel)</translation>
    </message>
    <message>
        <source>Sample: {source}</source>
        <translation>Beispiel: {source}</translation>
    </message>
    <message>
        <source>{percent} %, {title}</source>
        <translation>{percent} %, {title}</translation>
    </message>
</context>
<context>
    <name>Toolbar</name>
    <message>
        <source>Grey behind the picture</source>
        <translation>Grau hinter dem Bild</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>Compare: {way}</source>
        <translation>Vergleich: {way}</translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message>
        <source>Another training is running. One at a time.</source>
        <translation>Ein anderes Training läuft. Immer nur eines.</translation>
    </message>
    <message>
        <source>Choose a folder of photos first.</source>
        <translation>Erst einen Ordner mit Fotos wählen.</translation>
    </message>
    <message>
        <source>There is no model to start from.</source>
        <translation>Es gibt kein Modell als Grundlage.</translation>
    </message>
    <message>
        <source>The photos are still being looked at.</source>
        <translation>Die Fotos werden noch durchgesehen.</translation>
    </message>
    <message>
        <source>A training needs at least two usable photos; 50 are a good start.</source>
        <translation>Ein Training braucht mindestens zwei brauchbare Fotos; 50 sind ein guter Anfang.</translation>
    </message>
    <message>
        <source>It needs more memory than is free.</source>
        <translation>Es braucht mehr Speicher, als frei ist.</translation>
    </message>
    <message>
        <source>How much memory and time it takes is still being tried.</source>
        <translation>Wie viel Speicher und Zeit es braucht, wird noch erprobt.</translation>
    </message>
    <message>
        <source>It is being started.</source>
        <translation>Es wird gestartet.</translation>
    </message>
    <message>
        <source>What it will see</source>
        <translation>Was es sehen wird</translation>
    </message>
    <message>
        <source>Examples of damage</source>
        <translation>Schadensbeispiele</translation>
    </message>
    <message>
        <source>Other examples</source>
        <translation>Andere Beispiele</translation>
    </message>
    <message>
        <source>Making examples…</source>
        <translation>Beispiele entstehen…</translation>
    </message>
    <message>
        <source>Your photos, and what is made of them to learn from.</source>
        <translation>Die Fotos, und was daraus zum Lernen gemacht wird.</translation>
    </message>
    <message>
        <source>Your photo</source>
        <translation>Das Foto</translation>
    </message>
    <message>
        <source>Old print</source>
        <translation>Alter Abzug</translation>
    </message>
    <message>
        <source>Small and noisy</source>
        <translation>Klein und verrauscht</translation>
    </message>
    <message>
        <source>Very small and noisy</source>
        <translation>Sehr klein und verrauscht</translation>
    </message>
    <message>
        <source>Nearly clean</source>
        <translation>Fast sauber</translation>
    </message>
    <message>
        <source>blur</source>
        <translation>Unschärfe</translation>
    </message>
    <message>
        <source>ringing</source>
        <translation>Überschwinger</translation>
    </message>
    <message>
        <source>smaller</source>
        <translation>verkleinert</translation>
    </message>
    <message>
        <source>noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>shot noise</source>
        <translation>Photonenrauschen</translation>
    </message>
    <message>
        <source>JPEG</source>
        <translation>JPEG</translation>
    </message>
    <message>
        <source>dust</source>
        <translation>Staub</translation>
    </message>
    <message>
        <source>scratches</source>
        <translation>Kratzer</translation>
    </message>
    <message>
        <source>fold</source>
        <translation>Knick</translation>
    </message>
    <message>
        <source>stain</source>
        <translation>Fleck</translation>
    </message>
    <message>
        <source>grain</source>
        <translation>Körnung</translation>
    </message>
    <message>
        <source>paper</source>
        <translation>Papier</translation>
    </message>
    <message>
        <source>halftone</source>
        <translation>Druckraster</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>fading</source>
        <translation>Verblassen</translation>
    </message>
    <message>
        <source>yellowing</source>
        <translation>Vergilben</translation>
    </message>
    <message>
        <source>dark corners</source>
        <translation>dunkle Ecken</translation>
    </message>
    <message>
        <source>glare</source>
        <translation>Spiegelung</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>Trainings</translation>
    </message>
    <message>
        <source>New training</source>
        <translation>Neues Training</translation>
    </message>
    <message>
        <source>Photos, plan, run</source>
        <translation>Fotos, Plan, Lauf</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Beginnt</translation>
    </message>
    <message>
        <source>Running, {percent} %</source>
        <translation>Läuft, {percent} %</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Disk full</source>
        <translation>Festplatte voll</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Stopped unexpectedly</source>
        <translation>Unerwartet beendet</translation>
    </message>
    <message>
        <source>Better</source>
        <translation>Besser</translation>
    </message>
    <message>
        <source>Worse</source>
        <translation>Schlechter</translation>
    </message>
    <message>
        <source>No clear difference</source>
        <translation>Kein klarer Unterschied</translation>
    </message>
    <message>
        <source>Too few photos to tell</source>
        <translation>Zu wenige Fotos für ein Urteil</translation>
    </message>
    <message>
        <source>Pausing after this update…</source>
        <translation>Hält nach diesem Lernschritt an…</translation>
    </message>
    <message>
        <source>Going on…</source>
        <translation>Geht weiter…</translation>
    </message>
    <message>
        <source>Finishing after this update…</source>
        <translation>Endet nach diesem Lernschritt…</translation>
    </message>
    <message>
        <source>Stopping after this update…</source>
        <translation>Stoppt nach diesem Lernschritt…</translation>
    </message>
    <message>
        <source>Writing a checkpoint…</source>
        <translation>Zwischenstand wird geschrieben…</translation>
    </message>
    <message>
        <source>photo {done} of {total}</source>
        <translation>Foto {done} von {total}</translation>
    </message>
    <message>
        <source>{what} First the held-out photos are restored, {restored}.</source>
        <translation>{what} Erst werden die zurückgehaltenen Fotos restauriert, {restored}.</translation>
    </message>
    <message>
        <source>Paused at update {update} of {updates}.</source>
        <translation>Angehalten bei Lernschritt {update} von {updates}.</translation>
    </message>
    <message>
        <source>The disk is full. Make room, then go on; nothing is lost so far.</source>
        <translation>Die Festplatte ist voll. Platz schaffen, dann weitermachen; bisher ist nichts verloren.</translation>
    </message>
    <message>
        <source>Describing photos, {done} of {total}</source>
        <translation>Fotos werden beschrieben, {done} von {total}</translation>
    </message>
    <message>
        <source>Measuring the model as it is: photo {done} of {total}</source>
        <translation>Das jetzige Modell wird gemessen: Foto {done} von {total}</translation>
    </message>
    <message>
        <source>Restoring held-out photos: photo {done} of {total}</source>
        <translation>Zurückgehaltene Fotos werden restauriert: Foto {done} von {total}</translation>
    </message>
    <message>
        <source>Judging and writing the result…</source>
        <translation>Ergebnis wird beurteilt und geschrieben…</translation>
    </message>
    <message>
        <source>Update {update} of {updates}</source>
        <translation>Lernschritt {update} von {updates}</translation>
    </message>
    <message>
        <source>{words}, {time} left</source>
        <translation>{words}, noch {time}</translation>
    </message>
    <message>
        <source>Loading the model and the photos…</source>
        <translation>Modell und Fotos werden geladen…</translation>
    </message>
    <message>
        <source>Continue goes on from update {update}.</source>
        <translation>„Fortsetzen“ macht bei Lernschritt {update} weiter.</translation>
    </message>
    <message>
        <source>Continue begins again from the start.</source>
        <translation>„Fortsetzen“ beginnt noch einmal von vorn.</translation>
    </message>
    <message>
        <source>Its process is gone: the computer was switched off, the memory ran out, or it was ended.</source>
        <translation>Der Prozess ist weg: Der Computer wurde ausgeschaltet, der Speicher ging aus, oder er wurde beendet.</translation>
    </message>
    <message>
        <source>Update {update} was skipped: its loss was not a number.</source>
        <translation>Lernschritt {update} wurde übersprungen: Sein Verlust war keine Zahl.</translation>
    </message>
    <message>
        <source>Went back to update {update}, and learns half as fast from there.</source>
        <translation>Zurück zu Lernschritt {update}; von dort wird halb so schnell gelernt.</translation>
    </message>
    <message>
        <source>The disk was full at update {update}: {needed} needed, {free} free.</source>
        <translation>Bei Lernschritt {update} war die Festplatte voll: {needed} nötig, {free} frei.</translation>
    </message>
    <message>
        <source>Paused at update {update}.</source>
        <translation>Angehalten bei Lernschritt {update}.</translation>
    </message>
    <message>
        <source>Went on at update {update}.</source>
        <translation>Weiter bei Lernschritt {update}.</translation>
    </message>
    <message>
        <source>Ended at update {update}: it became worse. The best, of update {best}, is kept.</source>
        <translation>Beendet bei Lernschritt {update}: Es wurde schlechter. Der beste Stand, von Lernschritt {best}, bleibt.</translation>
    </message>
    <message>
        <source>Finished at update {update}, as asked.</source>
        <translation>Auf Wunsch beendet bei Lernschritt {update}.</translation>
    </message>
    <message>
        <source>Stopped at update {update}.</source>
        <translation>Gestoppt bei Lernschritt {update}.</translation>
    </message>
    <message>
        <source>Gave up at update {update}.</source>
        <translation>Aufgegeben bei Lernschritt {update}.</translation>
    </message>
    <message>
        <source>Went on at update {update} with a changed run file.</source>
        <translation>Weiter bei Lernschritt {update} mit geänderter Laufdatei.</translation>
    </message>
    <message>
        <source>The graphics card is too small: a part is in main memory, which is slow. Take smaller squares.</source>
        <translation>Die Grafikkarte ist zu klein: Ein Teil liegt im Arbeitsspeicher, das ist langsam. Kleinere Ausschnitte nehmen.</translation>
    </message>
    <message>
        <source>{train}  {percent} %</source>
        <translation>{train}  {percent} %</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>The training “{title}” is done. {verdict}.</source>
        <translation>Das Training „{title}“ ist fertig. {verdict}.</translation>
    </message>
    <message>
        <source>Nothing was measured</source>
        <translation>Nichts wurde gemessen</translation>
    </message>
    <message>
        <source>The training “{title}” has stopped.</source>
        <translation>Das Training „{title}“ wurde gestoppt.</translation>
    </message>
    <message>
        <source>The training “{title}” has ended before it was done.</source>
        <translation>Das Training „{title}“ endete, bevor es fertig war.</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>Beginn mit</translation>
    </message>
    <message>
        <source>What it makes</source>
        <translation>Was entsteht</translation>
    </message>
    <message>
        <source>What it learns</source>
        <translation>Was es lernt</translation>
    </message>
    <message>
        <source>How long</source>
        <translation>Wie lange</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>As above</source>
        <translation>Wie oben</translation>
    </message>
    <message>
        <source>As the recipe says</source>
        <translation>Wie im Rezept</translation>
    </message>
    <message>
        <source>Squares to learn from</source>
        <translation>Ausschnitte zum Lernen</translation>
    </message>
    <message>
        <source>Set aside to judge</source>
        <translation>Zum Urteilen zurückgehalten</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>Beschreibungen</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Choose the folder of damaged versions</source>
        <translation>Ordner mit beschädigten Fassungen wählen</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Use no damaged versions</source>
        <translation>Keine beschädigten Fassungen verwenden</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>Lernschritte</translation>
    </message>
    <message>
        <source>Steps of learning, as a number</source>
        <translation>Lernschritte, als Zahl</translation>
    </message>
    <message>
        <source>Squares</source>
        <translation>Ausschnitte</translation>
    </message>
    <message>
        <source>Side in pixels. Smaller ones need less memory and show less of a photo</source>
        <translation>Seite in Pixeln. Kleinere brauchen weniger Speicher und zeigen weniger vom Foto</translation>
    </message>
    <message>
        <source>Learning rate ×</source>
        <translation>Lernrate ×</translation>
    </message>
    <message>
        <source>How far each update goes. Above 1 learns faster and may spoil the model</source>
        <translation>Wie weit jeder Lernschritt geht. Über 1 lernt es schneller und kann das Modell verderben</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>Zurückgehalten</translation>
    </message>
    <message>
        <source>Photos that are never learned from, and judge the result</source>
        <translation>Fotos, von denen nie gelernt wird und die das Ergebnis beurteilen</translation>
    </message>
    <message>
        <source>For photos without a text file beside them</source>
        <translation>Für Fotos ohne Textdatei daneben</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>The same seed makes the same choices</source>
        <translation>Gleicher Seed, gleiche Auswahl</translation>
    </message>
    <message>
        <source>Damaged versions</source>
        <translation>Beschädigte Fassungen</translation>
    </message>
    <message>
        <source>Real damaged versions of the same photos, under the same names, can be learned from.</source>
        <translation>Von echten beschädigten Fassungen derselben Fotos, unter denselben Namen, lässt sich lernen.</translation>
    </message>
    <message>
        <source>Written by {name}</source>
        <translation>Von {name} geschrieben</translation>
    </message>
    <message>
        <source>Only those that are there</source>
        <translation>Nur vorhandene</translation>
    </message>
    <message>
        <source>As the folder</source>
        <translation>Wie der Ordner</translation>
    </message>
    <message numerus="yes">
        <source>%n updates</source>
        <translation>
            <numerusform>%n Lernschritt</numerusform>
            <numerusform>%n Lernschritte</numerusform>
        </translation>
    </message>
    <message>
        <source>Damaged versions of the photos</source>
        <translation>Beschädigte Fassungen der Fotos</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>Run file</source>
        <translation>Laufdatei</translation>
    </message>
    <message>
        <source>Open the run file</source>
        <translation>Laufdatei öffnen</translation>
    </message>
    <message>
        <source>Remove this training? There is no way back.</source>
        <translation>Dieses Training entfernen? Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>What was added to the models stays.</source>
        <translation>Was zu den Modellen hinzukam, bleibt.</translation>
    </message>
    <message>
        <source>Remove this training and free {size}? There is no way back. {kept}</source>
        <translation>Dieses Training entfernen und {size} freigeben? Das lässt sich nicht rückgängig machen. {kept}</translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation>Ordner wählen…</translation>
    </message>
    <message>
        <source>Choose the folder of photos to learn from</source>
        <translation>Ordner mit Fotos zum Lernen wählen</translation>
    </message>
    <message>
        <source>Good photos of the kind that shall be restored: sharp, undamaged, at least 50, all in one folder or below it. Heirloom damages copies of them and learns to undo that. Your photos stay as they are.</source>
        <translation>Gute Fotos von der Art, die restauriert werden soll: scharf, unbeschädigt, mindestens 50, alle in einem Ordner oder darunter. Heirloom beschädigt Kopien davon und lernt, das rückgängig zu machen. Die Fotos selbst bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Looking at the photos</source>
        <translation>Fotos werden durchgesehen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Photos that were left out</source>
        <translation>Ausgelassene Fotos</translation>
    </message>
    <message>
        <source>Choose another…</source>
        <translation>Anderen wählen…</translation>
    </message>
    <message>
        <source>Looking at the photos, {done} of {total} files</source>
        <translation>Fotos werden durchgesehen, {done} von {total} Dateien</translation>
    </message>
    <message>
        <source>Looking at the photos…</source>
        <translation>Fotos werden durchgesehen…</translation>
    </message>
    <message numerus="yes">
        <source>%n left out</source>
        <translation>
            <numerusform>%n ausgelassen</numerusform>
            <numerusform>%n ausgelassen</numerusform>
        </translation>
    </message>
    <message>
        <source>Photos to learn from</source>
        <translation>Fotos zum Lernen</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Progress of the training</source>
        <translation>Fortschritt des Trainings</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Finish now</source>
        <translation>Jetzt abschließen</translation>
    </message>
    <message>
        <source>Learn no more; judge and keep the best so far</source>
        <translation>Nicht weiterlernen; den bisher besten Stand beurteilen und behalten</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stoppen</translation>
    </message>
    <message>
        <source>Write a checkpoint and stop; it can go on later</source>
        <translation>Zwischenstand schreiben und stoppen; später geht es weiter</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Training loss</source>
        <translation>Trainingsverlust</translation>
    </message>
    <message>
        <source>updates</source>
        <translation>Lernschritte</translation>
    </message>
    <message>
        <source>Held-out photos, as they come out now</source>
        <translation>Zurückgehaltene Fotos, wie sie jetzt herauskommen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>End at once</source>
        <translation>Sofort beenden</translation>
    </message>
    <message>
        <source>What was learned since update {update} is lost</source>
        <translation>Was seit Lernschritt {update} gelernt wurde, geht verloren</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>smoothed</source>
        <translation>geglättet</translation>
    </message>
    <message>
        <source>The first values come after 20 updates.</source>
        <translation>Die ersten Werte kommen nach 20 Lernschritten.</translation>
    </message>
    <message>
        <source>Agreement with held-out photos, higher is better</source>
        <translation>Übereinstimmung mit zurückgehaltenen Fotos, höher ist besser</translation>
    </message>
    <message>
        <source>Held-out loss, lower is better</source>
        <translation>Verlust an zurückgehaltenen Fotos, niedriger ist besser</translation>
    </message>
    <message>
        <source>the model as it was</source>
        <translation>das bisherige Modell</translation>
    </message>
    <message>
        <source>held out</source>
        <translation>zurückgehalten</translation>
    </message>
    <message>
        <source>The model as it is has to be measured first.</source>
        <translation>Erst muss das jetzige Modell gemessen werden.</translation>
    </message>
    <message numerus="yes">
        <source>%n messages</source>
        <translation>
            <numerusform>%n Meldung</numerusform>
            <numerusform>%n Meldungen</numerusform>
        </translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>Beschädigt</translation>
    </message>
    <message>
        <source>Restored in one step</source>
        <translation>In einem Schritt restauriert</translation>
    </message>
    <message>
        <source>As it should be</source>
        <translation>Wie es sein soll</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>Training starten</translation>
    </message>
    <message>
        <source>What will be started, for people who want every knob: save it, change it, and give it to “heirloom train”. trainer/config.py lists all fields.</source>
        <translation>Was gestartet wird, für alle, die jeden Regler wollen: speichern, ändern und an „heirloom train“ geben. trainer/config.py nennt alle Felder.</translation>
    </message>
    <message>
        <source>That is very long. A graphics card, a smaller model or “Quick” takes less.</source>
        <translation>Das ist sehr lang. Eine Grafikkarte, ein kleineres Modell oder „Schnell“ braucht weniger.</translation>
    </message>
    <message>
        <source>Restoring photos meanwhile is possible; both are slower then.</source>
        <translation>Währenddessen lässt sich restaurieren; beides ist dann langsamer.</translation>
    </message>
    <message>
        <source>Keep training after Heirloom is closed</source>
        <translation>Nach dem Schließen von Heirloom weitertrainieren</translation>
    </message>
    <message>
        <source>Otherwise it writes a checkpoint and stops, and can go on later</source>
        <translation>Sonst schreibt es einen Zwischenstand und stoppt; später geht es weiter</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Open the report</source>
        <translation>Bericht öffnen</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>Vorher und nachher</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Use {name}</source>
        <translation>{name} verwenden</translation>
    </message>
    <message>
        <source>Being added…</source>
        <translation>Wird hinzugefügt…</translation>
    </message>
    <message>
        <source>Add it all the same</source>
        <translation>Trotzdem hinzufügen</translation>
    </message>
    <message>
        <source>Add it to the models</source>
        <translation>Zu den Modellen hinzufügen</translation>
    </message>
    <message>
        <source>The adapter {name} is in the model menu.</source>
        <translation>Der Adapter {name} steht im Modellmenü.</translation>
    </message>
    <message>
        <source>The model {name} is in the model menu.</source>
        <translation>Das Modell {name} steht im Modellmenü.</translation>
    </message>
    <message>
        <source>It was not added to the models.</source>
        <translation>Es kam nicht zu den Modellen.</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>Show fewer</source>
        <translation>Weniger zeigen</translation>
    </message>
    <message numerus="yes">
        <source>Show all %n</source>
        <translation>
            <numerusform>Alle %n zeigen</numerusform>
            <numerusform>Alle %n zeigen</numerusform>
        </translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Maß</translation>
    </message>
    <message>
        <source>Photos improved</source>
        <translation>Verbesserte Fotos</translation>
    </message>
    <message>
        <source>{improved} of {photos}</source>
        <translation>{improved} von {photos}</translation>
    </message>
    <message>
        <source>True detail that is there (agreement)</source>
        <translation>Echte Einzelheiten (Übereinstimmung)</translation>
    </message>
    <message>
        <source>Brightness and colours off, in levels of 255</source>
        <translation>Abweichung von Helligkeit und Farben, in Stufen von 255</translation>
    </message>
    <message>
        <source>PSNR in dB</source>
        <translation>PSNR in dB</translation>
    </message>
    <message>
        <source>SSIM</source>
        <translation>SSIM</translation>
    </message>
    <message>
        <source>LPIPS, lower is better</source>
        <translation>LPIPS, niedriger ist besser</translation>
    </message>
    <message>
        <source>DISTS, lower is better</source>
        <translation>DISTS, niedriger ist besser</translation>
    </message>
    <message>
        <source>Loss, lower is better</source>
        <translation>Verlust, niedriger ist besser</translation>
    </message>
    <message>
        <source>Better than before</source>
        <translation>Besser als zuvor</translation>
    </message>
    <message>
        <source>Worse than before</source>
        <translation>Schlechter als zuvor</translation>
    </message>
    <message>
        <source>It is trained. No photos were set aside, so nothing can be said of it.</source>
        <translation>Es ist trainiert. Keine Fotos wurden zurückgehalten, also lässt sich nichts darüber sagen.</translation>
    </message>
    <message>
        <source>{improved} of {photos} photos that it never saw come out closer to the original than before.</source>
        <translation>{improved} von {photos} nie gesehenen Fotos kommen dem Original näher als zuvor.</translation>
    </message>
    <message>
        <source>So large a gain is not chance.</source>
        <translation>Ein so großer Gewinn ist kein Zufall.</translation>
    </message>
    <message>
        <source>Keep using the model as it was.</source>
        <translation>Besser das bisherige Modell weiter verwenden.</translation>
    </message>
    <message>
        <source>That may well be chance. It can be used, but need not be.</source>
        <translation>Das kann gut Zufall sein. Man kann es verwenden, muss aber nicht.</translation>
    </message>
    <message>
        <source>That is too few to tell it from chance. Look at the pictures.</source>
        <translation>Das sind zu wenige, um Zufall auszuschließen. Die Bilder ansehen.</translation>
    </message>
    <message>
        <source>But the difference is smaller than anybody would see.</source>
        <translation>Doch der Unterschied ist kleiner, als man sehen könnte.</translation>
    </message>
    <message>
        <source>Train – Heirloom</source>
        <translation>Training – Heirloom</translation>
    </message>
    <message>
        <source>Drop a folder of photos</source>
        <translation>Einen Ordner mit Fotos ablegen</translation>
    </message>
    <message>
        <source>{name} is chosen: Restore uses it from now on.</source>
        <translation>{name} ist gewählt: „Restaurieren“ nutzt es ab jetzt.</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <source>A small file on top of the model. Quick, needs the least memory, can be set to any strength and shared. For a collection or a style.</source>
        <translation>Eine kleine Datei zusätzlich zum Modell. Schnell, braucht am wenigsten Speicher, beliebig stark einstellbar, leicht weiterzugeben. Für eine Sammlung oder einen Stil.</translation>
    </message>
    <message>
        <source>Whole model</source>
        <translation>Ganzes Modell</translation>
    </message>
    <message>
        <source>A model of its own, as large as the one it starts from. Needs more memory and time. For large collections that differ much from ordinary photos.</source>
        <translation>Ein eigenes Modell, so groß wie seine Grundlage. Braucht mehr Speicher und Zeit. Für große Sammlungen, die stark von gewöhnlichen Fotos abweichen.</translation>
    </message>
    <message>
        <source>Old photos, colours as they are</source>
        <translation>Alte Fotos, Farben wie sie sind</translation>
    </message>
    <message>
        <source>Dust, scratches, folds, grain and blur go; faded colours stay as faded as they are.</source>
        <translation>Staub, Kratzer, Knicke, Körnung und Unschärfe gehen; verblasste Farben bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Old photos, colours brought back</source>
        <translation>Alte Fotos, Farben zurückgeholt</translation>
    </message>
    <message>
        <source>The same, and faded or yellowed colours are brought back.</source>
        <translation>Dasselbe, und verblasste oder vergilbte Farben werden zurückgeholt.</translation>
    </message>
    <message>
        <source>Digital pictures</source>
        <translation>Digitale Bilder</translation>
    </message>
    <message>
        <source>Blur, noise, small sizes and JPEG marks go. No prints, no scratches.</source>
        <translation>Unschärfe, Rauschen, kleine Größen und JPEG-Spuren gehen. Keine Abzüge, keine Kratzer.</translation>
    </message>
    <message>
        <source>Quick</source>
        <translation>Schnell</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Thorough</source>
        <translation>Gründlich</translation>
    </message>
    <message numerus="yes">
        <source>%n usable photos</source>
        <translation>
            <numerusform>%n brauchbares Foto</numerusform>
            <numerusform>%n brauchbare Fotos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them set aside to judge the result</source>
        <translation>
            <numerusform>%n davon zum Urteilen zurückgehalten</numerusform>
            <numerusform>%n davon zum Urteilen zurückgehalten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with a caption</source>
        <translation>
            <numerusform>%n mit Beschreibung</numerusform>
            <numerusform>%n mit Beschreibung</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with a damaged version</source>
        <translation>
            <numerusform>%n mit beschädigter Fassung</numerusform>
            <numerusform>%n mit beschädigter Fassung</numerusform>
        </translation>
    </message>
    <message>
        <source>With so few photos nobody can tell afterwards whether it became better: that takes 20 or more. It can be trained all the same.</source>
        <translation>Bei so wenigen Fotos kann danach niemand sagen, ob es besser wurde: Dafür braucht es mindestens 20. Trainieren lässt es sich trotzdem.</translation>
    </message>
    <message>
        <source>about {days} days</source>
        <translation>etwa {days} Tage</translation>
    </message>
    <message>
        <source>about {time}</source>
        <translation>etwa {time}</translation>
    </message>
    <message>
        <source>Trying how much memory and time it takes…</source>
        <translation>Speicher- und Zeitbedarf werden erprobt…</translation>
    </message>
    <message>
        <source>on the processor</source>
        <translation>auf dem Prozessor</translation>
    </message>
    <message>
        <source>on the graphics card</source>
        <translation>auf der Grafikkarte</translation>
    </message>
    <message>
        <source>Needs {needed} of memory, {free} are free</source>
        <translation>Braucht {needed} Speicher, {free} sind frei</translation>
    </message>
    <message>
        <source>{memory}. Trying how fast this computer is…</source>
        <translation>{memory}. Das Tempo dieses Computers wird erprobt…</translation>
    </message>
    <message>
        <source>{memory}. {updates} take {time} {where}.</source>
        <translation>{memory}. {updates} dauern {time} {where}.</translation>
    </message>
    <message>
        <source>Choose the adapter, a smaller model or smaller squares, or close other programs.</source>
        <translation>Den Adapter, ein kleineres Modell oder kleinere Ausschnitte wählen, oder andere Programme schließen.</translation>
    </message>
    <message>
        <source>Choose a smaller model or smaller squares, or close other programs.</source>
        <translation>Ein kleineres Modell oder kleinere Ausschnitte wählen, oder andere Programme schließen.</translation>
    </message>
    <message>
        <source>From {model}</source>
        <translation>Von {model}</translation>
    </message>
</context>
<context>
    <name>Transfer</name>
    <message>
        <source>Waiting for its turn</source>
        <translation>Wartet, bis es dran ist</translation>
    </message>
    <message>
        <source>Checking every file…</source>
        <translation>Jede Datei wird geprüft…</translation>
    </message>
    <message>
        <source>Removing…</source>
        <translation>Wird entfernt…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Beginnt…</translation>
    </message>
    <message>
        <source>Pausing… {words}</source>
        <translation>Wird angehalten… {words}</translation>
    </message>
    <message>
        <source>Asking the hub which files there are…</source>
        <translation>Der Hub wird nach den Dateien gefragt…</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between parts of a line</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>Checking the files…</source>
        <translation>Dateien werden geprüft…</translation>
    </message>
    <message>
        <source>Checking what came, {share}</source>
        <comment>share: 3.1 of 8.7 GB</comment>
        <translation>Angekommenes wird geprüft, {share}</translation>
    </message>
    <message>
        <source>Making it ready…</source>
        <translation>Wird vorbereitet…</translation>
    </message>
    <message>
        <source>Making it ready, {percent} %</source>
        <translation>Wird vorbereitet, {percent} %</translation>
    </message>
    <message>
        <source>Copying…</source>
        <translation>Wird kopiert…</translation>
    </message>
    <message>
        <source>Copying, {percent} %</source>
        <translation>Wird kopiert, {percent} %</translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation>{size}/s</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
    <message>
        <source>Check the connection and try again. What has come is kept.</source>
        <translation>Verbindung prüfen und erneut versuchen. Was schon da ist, bleibt.</translation>
    </message>
    <message>
        <source>Then try again. What has come is kept.</source>
        <translation>Dann erneut versuchen. Was schon da ist, bleibt.</translation>
    </message>
    <message>
        <source>Try again in a few minutes. What has come is kept.</source>
        <translation>In einigen Minuten erneut versuchen. Was schon da ist, bleibt.</translation>
    </message>
    <message>
        <source>Try again in {time}. What has come is kept.</source>
        <translation>In {time} erneut versuchen. Was schon da ist, bleibt.</translation>
    </message>
    <message>
        <source>Make room, then try again. What has come is kept.</source>
        <translation>Platz schaffen, dann erneut versuchen. Was schon da ist, bleibt.</translation>
    </message>
    <message>
        <source>Nothing of it is used. Try again: it is fetched anew.</source>
        <translation>Nichts davon wird verwendet. Erneut versuchen: Es wird neu geholt.</translation>
    </message>
    <message>
        <source>Try again in a while. What has come is kept.</source>
        <translation>Etwas später erneut versuchen. Was schon da ist, bleibt.</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <comment>3.1 of 8.7 GB</comment>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>{size} GB</source>
        <translation>{size} GB</translation>
    </message>
    <message>
        <source>{size} MB</source>
        <translation>{size} MB</translation>
    </message>
    <message>
        <source>{size} kB</source>
        <translation>{size} kB</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>better</source>
        <translation>besser</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>schlechter</translation>
    </message>
    <message>
        <source>no clear difference</source>
        <translation>kein klarer Unterschied</translation>
    </message>
    <message>
        <source>too few to tell</source>
        <translation>zu wenige für ein Urteil</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Queue  {number}</source>
        <translation>Warteschlange  {number}</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Fit, {percent} %</source>
        <translation>Eingepasst, {percent} %</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
</context>
</TS>
